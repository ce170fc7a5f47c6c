import { createSignal, type Accessor } from "solid-js";
import { messageOf } from "../../../src/format/errors.ts";
import { type MarkDraft, markLabel } from "../../../src/format/marks.ts";
import type { Annotation, Session } from "../../../src/format/session.ts";
import type { Viewer } from "../../context.ts";
import { showToast } from "../../ui/toasts.tsx";
import { MARKS_WORDS } from "./words.ts";

const UNDO_MS = 10_000;

/** The marks of the open session, and the one that is being written. */
export interface Marks {
  /** In order of time. */
  all: Accessor<readonly Annotation[]>;
  /** False where sessions may not be changed. */
  canEdit: boolean;
  draft: Accessor<MarkDraft | null>;
  /** Opens the form for a new mark, or for one that is there. */
  write(draft: MarkDraft): void;
  cancel(): void;
  save(draft: MarkDraft): Promise<void>;
  remove(mark: Annotation): Promise<void>;
}

export function createMarks(
  { api, host }: Viewer,
  session: Accessor<Session>,
  stored: readonly Annotation[],
): Marks {
  const [all, setAll] = createSignal<readonly Annotation[]>(stored);
  const [draft, setDraft] = createSignal<MarkDraft | null>(null);

  const fail = (text: string) => void showToast({ text, tone: "danger" });

  async function put(mark: MarkDraft): Promise<Annotation> {
    const patterns = await host.patternsFor?.(session());
    const next = await api.putMark(session().id, mark, patterns);
    setAll((marks) =>
      [...marks.filter(({ id }) => id !== next.id), next].toSorted(
        (a, b) => a.offsetMs - b.offsetMs,
      ),
    );
    return next;
  }

  return {
    all,
    canEdit: host.canEdit,
    draft,
    write: (next) => void setDraft(next),
    cancel: () => void setDraft(null),

    async save(mark) {
      try {
        const { text } = await put(mark);
        setDraft(null);
        if (text !== mark.text.trim()) showToast({ text: MARKS_WORDS.redacted });
      } catch (error) {
        // The form stays with what was written.
        fail(MARKS_WORDS.notSaved(messageOf(error)));
      }
    },

    async remove(mark) {
      try {
        await api.removeMark(session().id, mark.id);
      } catch (error) {
        return fail(MARKS_WORDS.notRemoved(messageOf(error)));
      }
      setAll((marks) => marks.filter(({ id }) => id !== mark.id));
      if (draft()?.id === mark.id) setDraft(null);
      const restore = () =>
        put(mark).catch((error: unknown) => fail(MARKS_WORDS.notRestored(messageOf(error))));
      showToast({
        text: MARKS_WORDS.removed,
        forMs: UNDO_MS,
        action: { label: MARKS_WORDS.undo, run: () => void restore() },
      });
    },
  };
}

/** A mark as a row of the list of events. It stands in no segment. */
export const asEvent = (mark: Annotation, shownTab: string | null) => ({
  tabId: mark.tabId ?? shownTab ?? "",
  segmentIndex: -1,
  frameIndex: -1,
  offsetMs: mark.offsetMs,
  kind: "mark" as const,
  category: "user" as const,
  label: markLabel(mark),
  url: "",
  selector: null,
  nodeId: null,
  masked: false,
  note: null,
  data: null,
});
