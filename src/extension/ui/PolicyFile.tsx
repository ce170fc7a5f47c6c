import { createSignal } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import {
  isSamePrivacy,
  type PrivacySettings,
  readPolicyFile,
  writePolicyFile,
} from "../../privacy/privacy-settings.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { isSelector, testSelector } from "./selector-lists.ts";
import { privacyStrings } from "./strings/privacy.ts";

const FILE_NAME = "waymark-privacy.json";
const LARGEST_FILE = 2_000_000;

/** The settings as a file: out, and in again where they may be changed. */
export function PolicyFile(props: {
  privacy: PrivacySettings;
  /** Asks before it applies them; rejects when that did not work. Null where an administrator decides. */
  propose: ((privacy: PrivacySettings) => Promise<void>) | null;
}) {
  const [said, setSaid] = createSignal<Said | null>(null);
  let picker!: HTMLInputElement;

  function save(): void {
    const file = new Blob([writePolicyFile(props.privacy)], { type: "application/json" });
    const href = URL.createObjectURL(file);
    Object.assign(document.createElement("a"), { href, download: FILE_NAME }).click();
    // The browser reads the blob after this task; a minute is plenty.
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }

  async function load(file: File): Promise<void> {
    setSaid(null);
    try {
      if (file.size > LARGEST_FILE) throw new Error(privacyStrings.tooLarge);
      const tools = { isSelector: (each: string) => isSelector(each, testSelector) };
      const privacy = readPolicyFile(await file.text(), tools);
      if (isSamePrivacy(props.privacy, privacy)) {
        setSaid({ tone: "good", sentence: privacyStrings.importSame });
      } else await props.propose?.(privacy);
    } catch (error) {
      setSaid({ tone: "bad", sentence: privacyStrings.importFailed(messageOf(error)) });
    }
  }

  return (
    <section id="policy-file" class="card part" aria-labelledby="policy-file-title">
      <h2 id="policy-file-title">{privacyStrings.sections.file}</h2>
      <p class="hint">{privacyStrings.fileLead}</p>
      <Outcome id="policy-file-outcome" said={said()} />
      <div class="row wrap">
        <button class="button" type="button" onClick={save}>
          {privacyStrings.exportFile}
        </button>
        {props.propose && (
          <>
            <button class="button" type="button" onClick={() => picker.click()}>
              {privacyStrings.importFile}
            </button>
            <input
              ref={(element) => (picker = element)}
              type="file"
              accept=".json,application/json"
              hidden
              onChange={() => {
                const [file] = picker.files ?? [];
                if (file) void load(file);
                // The same file may be chosen again, corrected.
                picker.value = "";
              }}
            />
          </>
        )}
        <span class="hint">{privacyStrings.exportHint}</span>
      </div>
    </section>
  );
}
