import { Show, type JSX } from "solid-js";
import type { Session } from "../../src/format/session.ts";

/** Says what is not ordinary: finished sessions carry no badge. */
export function StateBadge(props: { session: Session }): JSX.Element {
  return (
    <>
      <Show when={props.session.state === "recording"}>
        <span class="badge danger live">Recording</span>
      </Show>
      <Show when={props.session.state === "paused"}>
        <span class="badge accent">Paused</span>
      </Show>
      <Show when={props.session.state === "interrupted"}>
        <span class="badge blaze" title={props.session.endReason}>
          Interrupted
        </span>
      </Show>
      <Show when={props.session.origin === "import"}>
        <span class="badge">Imported</span>
      </Show>
    </>
  );
}
