import { createResource, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { OptionsHost } from "./options-host.ts";
import { RetentionForm } from "./RetentionForm.tsx";
import { RewindForm } from "./RewindForm.tsx";
import { PrivacyForm } from "./PrivacyForm.tsx";
import { ServerForm } from "./ServerForm.tsx";
import { ShortcutTable } from "./ShortcutTable.tsx";
import { StorageCard } from "./StorageCard.tsx";
import { optionsStrings } from "./strings.ts";
import "./options.css";

/** The options page: privacy, rewind, retention, team server, storage, shortcuts. Each part is saved by its own button. */
export function Options(props: { host: OptionsHost }) {
  const [settings] = createResource(() => props.host.readSettings());
  return (
    <div class="options">
      <header class="options-head">
        <img src="/icon/icon.svg" alt="" width="36" height="36" />
        <div class="grow">
          <h1>{optionsStrings.title}</h1>
          <p class="hint">{optionsStrings.lead}</p>
        </div>
        <a class="button" href="viewer.html#/">
          {optionsStrings.library}
        </a>
      </header>
      <main>
        <Show when={settings.error}>
          <p class="notice danger" role="alert">
            {optionsStrings.loadFailed(messageOf(settings.error))}
          </p>
        </Show>
        <Show when={!settings.error && settings()}>
          {(loaded) => (
            <>
              <PrivacyForm privacy={loaded().privacy} write={props.host.writeSettings} />
              <RewindForm rewind={loaded().rewind} host={props.host} />
              <RetentionForm limits={loaded().retention} host={props.host} />
              <ServerForm server={loaded().server} host={props.host} />
            </>
          )}
        </Show>
        <StorageCard host={props.host} />
        <ShortcutTable host={props.host} />
      </main>
    </div>
  );
}
