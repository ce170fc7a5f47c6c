import { createSignal, Index, Show } from "solid-js";
import { markLabel } from "../../format/marks.ts";
import type { MarkKind } from "../../format/session.ts";
import { formatOffset } from "../../format/time.ts";
import type { MarkWords, RecorderState, ShownMark } from "../messages.ts";
import { MarkForm } from "../../ui/MarkForm.tsx";
import { MarkIcon } from "./icons.tsx";
import type { PopupHost } from "./popup-host.ts";
import type { RecorderLink } from "./recorder-link.ts";
import { popupStrings } from "./strings/popup.ts";

/** What is being written: a new mark, of the moment at which "Mark" was pressed, or an earlier one. */
type Draft = { at: number; mark: null } | { at: null; mark: ShownMark };

/** What one marks while recording; comments are made later, in the viewer. */
const KINDS = ["bug", "question", "idea", "pass"] as const satisfies readonly MarkKind[];

const NEW: MarkWords = { kind: "bug", text: "" };

/** "Mark", the form that it opens, and the last marks to say more of. */
export function MarkCard(props: {
  session: NonNullable<RecorderState["session"]>;
  tabId: number;
  host: PopupHost;
  link: RecorderLink;
}) {
  const [draft, setDraft] = createSignal<Draft | null>(null);
  const [said, setSaid] = createSignal("");
  let button!: HTMLButtonElement;

  const title = (now: Draft) =>
    now.mark
      ? popupStrings.editTitle(formatOffset(now.mark.offsetMs))
      : popupStrings.markTitle(formatOffset(now.at - props.session.startedAt));

  function close(): void {
    setDraft(null);
    button.focus();
  }

  async function save(now: Draft, mark: MarkWords): Promise<void> {
    const { tabId } = props;
    const { ask } = props.host;
    const saved = now.mark
      ? await props.link.run("edit-mark", () =>
          ask({ type: "edit-mark", tabId, markId: now.mark.id, mark }),
        )
      : await props.link.run("mark", () => ask({ type: "mark", tabId, mark, at: now.at }));
    // Where it failed, the panel says why, and what was written stays.
    if (!saved) return;
    setSaid("");
    setSaid(popupStrings.marked);
    close();
  }

  return (
    <section class="marks" aria-label={popupStrings.marksTitle(props.session.markCount)}>
      <p class="spoken" role="status">
        {said()}
      </p>
      <button
        ref={(element) => (button = element)}
        class="button mark-button"
        type="button"
        data-name="mark"
        aria-expanded={draft() !== null}
        onClick={() => setDraft((now) => (now ? null : { at: Date.now(), mark: null }))}
      >
        <MarkIcon />
        {popupStrings.mark}
      </button>
      <Show when={draft()} keyed>
        {(now) => (
          <MarkForm
            title={title(now)}
            kinds={KINDS}
            words={popupStrings.markForm}
            draft={now.mark ?? NEW}
            onSave={(mark) => save(now, mark)}
            onCancel={close}
          />
        )}
      </Show>
      <Show when={props.session.markCount > 0}>
        <h3 class="hint">{popupStrings.marksTitle(props.session.markCount)}</h3>
        <ul class="mark-list">
          {/* By place: each answer of the background is new, and a focused row must stay. */}
          <Index each={props.session.marks}>
            {(mark) => (
              <li>
                <button
                  class="mark-row"
                  type="button"
                  onClick={() => setDraft({ at: null, mark: mark() })}
                >
                  <span class="spoken">{popupStrings.editMark} </span>
                  <span class="numbers hint">{formatOffset(mark().offsetMs)}</span>
                  <span class="clip grow">{markLabel(mark())}</span>
                </button>
              </li>
            )}
          </Index>
        </ul>
      </Show>
    </section>
  );
}
