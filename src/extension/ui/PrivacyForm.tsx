import { createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { messageOf } from "../../format/errors.ts";
import { isSamePrivacy, type PrivacySettings } from "../../privacy/privacy-settings.ts";
import { ConfirmPrivacy, type Proposal } from "./ConfirmPrivacy.tsx";
import { Everywhere } from "./Everywhere.tsx";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { PolicyFile } from "./PolicyFile.tsx";
import { PRIVACY_OUTCOME } from "./policy-part.ts";
import {
  EVERYWHERE,
  fieldId,
  NO_RULE,
  parsePrivacy,
  type PrivacyDraft,
  ruleId,
  showPrivacy,
} from "./privacy-draft.ts";
import { changesBetween } from "./privacy-facts.ts";
import { Rule } from "./Rule.tsx";
import { testSelector } from "./selector-lists.ts";
import { SiteLists } from "./SiteLists.tsx";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";
import { TryAddress } from "./TryAddress.tsx";

/** All privacy settings: what holds everywhere, rules for sites, which sites, and the same as a file. */
export function PrivacyForm(props: { privacy: PrivacySettings; host: OptionsHost }) {
  const [saved, setSaved] = createSignal(props.privacy);
  const [draft, setDraft] = createStore<PrivacyDraft>(showPrivacy(props.privacy));
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<string | null>(null);
  const [proposal, setProposal] = createSignal<(Proposal & { done: string }) | null>(null);
  let addRule!: HTMLButtonElement;

  const isUnsaved = createMemo(
    () => JSON.stringify(draft) !== JSON.stringify(showPrivacy(saved())),
  );
  const outcome = (): Said | null =>
    said() ?? (isUnsaved() ? { tone: "busy", sentence: optionsStrings.unsaved } : null);
  const parsed = createMemo(() => parsePrivacy(draft, testSelector));

  const keepFromLeaving = (event: BeforeUnloadEvent) => {
    if (isUnsaved()) event.preventDefault();
  };
  onMount(() => addEventListener("beforeunload", keepFromLeaving));
  onCleanup(() => removeEventListener("beforeunload", keepFromLeaving));

  /** What was said of the fields before no longer holds. */
  function edited(): void {
    setSaid(null);
    setWrong(null);
  }

  function refuse(field: string | null, sentence: string): void {
    setWrong(field);
    setSaid({ tone: "bad", sentence });
    const element = field === null ? null : document.getElementById(field);
    const folded = element?.closest("details");
    if (folded) folded.open = true;
    element?.focus();
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const result = parsePrivacy(unwrap(draft), testSelector);
    if (!result.ok) return refuse(result.field, result.sentence);
    const { privacy } = result;
    try {
      const stopped = await props.host.countConcerned(privacy);
      if (stopped === 0) return await write(privacy, optionsStrings.privacySaved);
      setProposal({
        privacy,
        title: privacyStrings.confirmSave,
        yes: privacyStrings.saveAndStop(stopped),
        changes: changesBetween(saved(), privacy),
        notes: [privacyStrings.willStop(stopped)],
        done: optionsStrings.privacySaved,
      });
    } catch (error) {
      saveFailed(error);
    }
  }

  /** An imported file is shown before it is applied, always. */
  async function propose(privacy: PrivacySettings): Promise<void> {
    const stopped = await props.host.countConcerned(privacy);
    setProposal({
      privacy,
      title: privacyStrings.confirmImport,
      yes: privacyStrings.importYes,
      changes: changesBetween(saved(), privacy),
      notes: [
        ...(stopped > 0 ? [privacyStrings.willStop(stopped)] : []),
        ...(isUnsaved() ? [privacyStrings.editsLost] : []),
      ],
      done: privacyStrings.imported,
    });
  }

  async function write(privacy: PrivacySettings, done: string): Promise<void> {
    if (!isSamePrivacy(saved(), privacy)) await props.host.writeSettings({ privacy });
    setSaved(privacy);
    setDraft(reconcile(showPrivacy(privacy), { key: null, merge: true }));
    setWrong(null);
    setSaid({ tone: "good", sentence: done });
  }

  const saveFailed = (error: unknown) =>
    void setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });

  function answer(yes: boolean): void {
    const asked = proposal();
    setProposal(null);
    if (yes && asked) write(asked.privacy, asked.done).catch(saveFailed);
  }

  function add(): void {
    edited();
    const index = draft.rules.length;
    setDraft("rules", index, { ...NO_RULE });
    document.getElementById(fieldId(ruleId(index), "sites"))?.focus();
  }

  function remove(index: number): void {
    edited();
    setDraft("rules", (rules) => rules.filter((_, i) => i !== index));
    addRule.focus();
  }

  return (
    <>
      <form
        class="privacy-form"
        onSubmit={(event) => void submit(event)}
        aria-label={optionsStrings.privacyTitle}
        novalidate
      >
        <Everywhere
          part={EVERYWHERE}
          draft={draft.everywhere}
          edit={(change) => (edited(), setDraft("everywhere", change))}
          wrong={wrong()}
          canvas={draft.canvas}
          onCanvas={(canvas) => (edited(), setDraft({ canvas }))}
        />
        <section id="rules" class="card part" aria-labelledby="rules-title">
          <h2 id="rules-title">{privacyStrings.sections.rules}</h2>
          <p class="hint">{privacyStrings.rulesLead}</p>
          <div class="rules">
            <For each={draft.rules} fallback={<p>{privacyStrings.noRules}</p>}>
              {(rule, i) => (
                <Rule
                  part={ruleId(i())}
                  draft={rule}
                  everywhere={draft.everywhere}
                  edit={(change) => (edited(), setDraft("rules", i(), change))}
                  wrong={wrong()}
                  onRemove={() => remove(i())}
                />
              )}
            </For>
          </div>
          <div class="row wrap">
            <button
              class="button"
              type="button"
              ref={(element) => (addRule = element)}
              onClick={add}
            >
              {privacyStrings.addRule}
            </button>
          </div>
          <TryAddress settings={parsed} />
        </section>
        <SiteLists draft={draft} edit={(change) => (edited(), setDraft(change))} wrong={wrong()} />
        <div class="save-bar card">
          <Outcome id={PRIVACY_OUTCOME} said={outcome()} />
          <button class="button primary" type="submit">
            {optionsStrings.savePrivacy}
          </button>
        </div>
      </form>
      <PolicyFile privacy={saved()} propose={propose} />
      <Show when={proposal()} keyed>
        {(asked) => <ConfirmPrivacy proposal={asked} onAnswer={answer} />}
      </Show>
    </>
  );
}
