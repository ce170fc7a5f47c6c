import { createEffect, For, on, Show, type JSX } from "solid-js";
import type { TabId } from "../../../src/format/ids.ts";
import { MARK_NAMES, type MarkDraft, markLabel } from "../../../src/format/marks.ts";
import { type Annotation, MARK_KINDS, type Session } from "../../../src/format/session.ts";
import { formatOffset } from "../../../src/format/time.ts";
import { MarkForm } from "../../../src/ui/MarkForm.tsx";
import { Icon } from "../../ui/icons.tsx";
import { onRest } from "../../ui/on-rest.ts";
import type { Player } from "../player.ts";
import type { Marks } from "./marks.ts";
import { MARKS_WORDS } from "./words.ts";
import "./marks.css";

/** What people said of moments of the session: to read, go to, add, change and take away. */
export function MarkList(props: {
  marks: Marks;
  session: Session;
  player: Player;
  tabId: TabId | null;
  onAdd: () => void;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  /** As in `EventList`. */
  onPoint: (offsetMs: number, tabId?: TabId) => void;
}): JSX.Element {
  const { marks } = props;
  let add: HTMLButtonElement | undefined;
  /** The form for a new one stands at the top, that for an old one in its place. */
  const isNew = () => {
    const draft = marks.draft();
    return draft && draft.id === undefined ? draft : null;
  };

  // Where a form closes, its focus would be lost with it.
  createEffect(
    on(
      marks.draft,
      (draft, before) => {
        if (!draft && before)
          queueMicrotask(() => document.activeElement === document.body && add?.focus());
      },
      { defer: true },
    ),
  );

  const form = (draft: MarkDraft) => (
    <MarkForm
      title={`${MARKS_WORDS.panel}: ${formatOffset(draft.offsetMs)}`}
      kinds={MARK_KINDS}
      words={MARKS_WORDS.form}
      draft={draft}
      onSave={marks.save}
      onCancel={marks.cancel}
    />
  );

  return (
    <div class="marks">
      <Show when={props.session.charter}>
        {(charter) => (
          <section class="mark-charter">
            <h3>{MARKS_WORDS.charter}</h3>
            <p>{charter()}</p>
          </section>
        )}
      </Show>
      <Show when={marks.canEdit}>
        <button
          ref={(element) => (add = element)}
          class="button"
          title={MARKS_WORDS.addTitle}
          onClick={() => props.onAdd()}
        >
          <Icon name="mark" />
          {MARKS_WORDS.addAt(formatOffset(props.player.position()))}
        </button>
      </Show>
      <Show when={isNew()} keyed>
        {form}
      </Show>
      <Show
        when={marks.all().length > 0}
        fallback={
          <Show when={!isNew()}>
            <div class="panel-empty">
              <h3>{MARKS_WORDS.none}</h3>
              <p class="hint">{MARKS_WORDS.noneHint}</p>
            </div>
          </Show>
        }
      >
        <ol class="mark-list" aria-label={MARKS_WORDS.panel}>
          <For each={marks.all()}>
            {(mark) => (
              <li>
                <Show
                  when={marks.draft()?.id === mark.id}
                  fallback={
                    <MarkRow
                      mark={mark}
                      marks={marks}
                      elsewhere={mark.tabId !== undefined && mark.tabId !== props.tabId}
                      onGoTo={props.onGoTo}
                      onPoint={props.onPoint}
                    />
                  }
                >
                  {form(mark)}
                </Show>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </div>
  );
}

function MarkRow(props: {
  mark: Annotation;
  marks: Marks;
  elsewhere: boolean;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  onPoint: (offsetMs: number, tabId?: TabId) => void;
}): JSX.Element {
  const clock = () => formatOffset(props.mark.offsetMs);
  const name = () => `${markLabel(props.mark)} (${clock()})`;
  return (
    <article class="mark" data-kind={props.mark.kind}>
      <div class="row">
        <span class={`badge ${TONES[props.mark.kind]}`}>{MARK_NAMES[props.mark.kind]}</span>
        <Show when={props.elsewhere}>
          <span class="badge">{MARKS_WORDS.otherTab}</span>
        </Show>
        <span class="grow" />
        <button
          ref={(element) =>
            onRest(element, () => props.onPoint(props.mark.offsetMs, props.mark.tabId))
          }
          class="button quiet small numbers"
          aria-label={MARKS_WORDS.goTo(MARK_NAMES[props.mark.kind], clock())}
          onClick={() => props.onGoTo(props.mark.offsetMs, props.mark.tabId)}
        >
          {clock()}
        </button>
        <Show when={props.marks.canEdit}>
          <button
            class="button quiet icon small"
            aria-label={MARKS_WORDS.edit(name())}
            title={MARKS_WORDS.edit(MARK_NAMES[props.mark.kind])}
            onClick={() => props.marks.write(props.mark)}
          >
            <Icon name="pencil" />
          </button>
          <button
            class="button quiet icon small"
            aria-label={MARKS_WORDS.remove(name())}
            title={MARKS_WORDS.remove(MARK_NAMES[props.mark.kind])}
            onClick={() => void props.marks.remove(props.mark)}
          >
            <Icon name="trash" />
          </button>
        </Show>
      </div>
      <p class="mark-note" classList={{ hint: props.mark.text === "" }}>
        {props.mark.text || MARKS_WORDS.noNote}
      </p>
    </article>
  );
}

const TONES: Readonly<Record<Annotation["kind"], string>> = {
  bug: "danger",
  question: "blaze",
  idea: "accent",
  pass: "accent",
  comment: "",
};
