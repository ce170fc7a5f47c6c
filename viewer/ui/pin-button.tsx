import type { JSX } from "solid-js";
import type { Session } from "../../src/format/session.ts";
import { Icon } from "./icons.tsx";

/** A switch: what is pinned stays, whatever retention says. */
export function PinButton(props: {
  session: Session;
  onPin: (pinned: boolean) => void;
}): JSX.Element {
  const pinned = () => props.session.pinned === true;
  return (
    <button
      class="button quiet icon"
      aria-pressed={pinned()}
      aria-label={`Pin “${props.session.title || "Untitled session"}”`}
      title={pinned() ? "Pinned: retention never removes it. Unpin" : "Pin: keep it from retention"}
      onClick={() => props.onPin(!pinned())}
    >
      <Icon name={pinned() ? "pinned" : "pin"} />
    </button>
  );
}
