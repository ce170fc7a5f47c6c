import { createEffect, createResource, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { OPTIONAL_PERMISSIONS } from "../optional-permissions.ts";
import { Contents, type Section } from "./Contents.tsx";
import { ManagedPrivacy } from "./ManagedPrivacy.tsx";
import type { OptionsHost } from "./options-host.ts";
import { PermissionCard } from "./PermissionCard.tsx";
import { RecordingForm } from "./RecordingForm.tsx";
import { RetentionForm } from "./RetentionForm.tsx";
import { RewindForm } from "./RewindForm.tsx";
import { PrivacyForm } from "./PrivacyForm.tsx";
import { ServerForm } from "./ServerForm.tsx";
import { ShortcutTable } from "./ShortcutTable.tsx";
import { StorageCard } from "./StorageCard.tsx";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";
import "./options.css";

const { sections } = privacyStrings;
const OWN_PRIVACY: Section[] = [
  { id: "privacy", name: sections.everywhere },
  { id: "rules", name: sections.rules },
  { id: "sites", name: sections.sites },
  { id: "policy-file", name: sections.file },
];
const MANAGED_PRIVACY: Section[] = [{ id: "privacy", name: sections.privacy }];
const REST: Section[] = [
  { id: "recording", name: optionsStrings.recordingTitle },
  { id: "rewind", name: optionsStrings.rewindTitle },
  { id: "retention", name: optionsStrings.retentionTitle },
  { id: "server", name: optionsStrings.serverTitle },
  ...OPTIONAL_PERMISSIONS.map((id) => ({ id, name: optionsStrings.permissions[id].title })),
  { id: "storage", name: optionsStrings.storageTitle },
  { id: "shortcuts", name: optionsStrings.shortcutsTitle },
];

/** The options page: privacy, how recordings begin, rewind, retention, team server, permissions, storage, shortcuts. Each part is saved by its own button. */
export function Options(props: { host: OptionsHost }) {
  const [settings] = createResource(() => props.host.readSettings());
  createEffect(() => {
    // The sections come after the settings were read, too late for the browser to go there itself.
    if (settings.error || !settings()) return;
    if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });

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
      <div class="options-body">
        <Show when={!settings.error && settings()}>
          {(loaded) => (
            <Contents sections={[...(loaded().managed ? MANAGED_PRIVACY : OWN_PRIVACY), ...REST]} />
          )}
        </Show>
        <main>
          <Show when={settings.error}>
            <p class="notice danger" role="alert">
              {optionsStrings.loadFailed(messageOf(settings.error))}
            </p>
          </Show>
          <Show when={!settings.error && settings()}>
            {(loaded) => (
              <>
                <Show
                  when={loaded().managed}
                  fallback={<PrivacyForm privacy={loaded().privacy} host={props.host} />}
                >
                  {(managed) => <ManagedPrivacy managed={managed()} />}
                </Show>
                <RecordingForm settings={loaded()} host={props.host} />
                <RewindForm rewind={loaded().rewind} host={props.host} />
                <RetentionForm limits={loaded().retention} host={props.host} />
                <ServerForm server={loaded().server} host={props.host} />
              </>
            )}
          </Show>
          {OPTIONAL_PERMISSIONS.map((permission) => (
            <PermissionCard permission={permission} host={props.host} />
          ))}
          <StorageCard host={props.host} />
          <ShortcutTable host={props.host} />
        </main>
      </div>
    </div>
  );
}
