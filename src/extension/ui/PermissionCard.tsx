import { createResource, createSignal, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { OptionalPermission } from "../optional-permissions.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { optionsStrings } from "./strings/options.ts";

/** Gives and takes a permission by which the browser tells more of recorded tabs. */
export function PermissionCard(props: { permission: OptionalPermission; host: OptionsHost }) {
  const [given, { mutate }] = createResource(() => props.host.hasPermission(props.permission));
  const [said, setSaid] = createSignal<Said | null>(null);
  const words = () => optionsStrings.permissions[props.permission];

  async function set(on: boolean): Promise<void> {
    setSaid(null);
    try {
      const now = await props.host.setPermission(props.permission, on);
      mutate(now);
      if (on && !now) setSaid({ tone: "busy", sentence: optionsStrings.permissionRefused });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.permissionFailed(messageOf(error)) });
    }
  }

  const title = () => `${props.permission}-title`;
  const act = () => (given() ? optionsStrings.permissionTake : optionsStrings.permissionGive);

  return (
    <section id={props.permission} class="card part" aria-labelledby={title()}>
      <h2 id={title()}>{words().title}</h2>
      <p class="hint">{words().lead}</p>
      <Show when={given.error}>
        <p class="notice danger" role="alert">
          {optionsStrings.permissionFailed(messageOf(given.error))}
        </p>
      </Show>
      <Show when={!given.error && given() !== undefined}>
        <p>{given() ? words().on : words().off}</p>
        <Outcome id={`${props.permission}-outcome`} said={said()} />
        <div class="row wrap">
          <button
            class="button"
            type="button"
            aria-label={optionsStrings.permissionName(act(), words().title)}
            onClick={() => void set(!given())}
          >
            {act()}
          </button>
        </div>
      </Show>
    </section>
  );
}
