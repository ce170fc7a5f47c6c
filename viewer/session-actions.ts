import { messageOf } from "../src/format/errors.ts";
import type { SessionId } from "../src/format/ids.ts";
import type { Session } from "../src/format/session.ts";
import type { Viewer } from "./context.ts";
import { confirmWith } from "./ui/confirm.tsx";
import { showToast } from "./ui/toasts.tsx";

const UNDO_MS = 10_000;

/** Renames, or says why not and returns null. */
export async function rename(
  { api }: Viewer,
  id: SessionId,
  title: string,
): Promise<Session | null> {
  try {
    return await api.renameSession(id, title);
  } catch (error) {
    showToast({ text: `Not renamed: ${messageOf(error)}`, tone: "danger" });
    return null;
  }
}

/** Pins or unpins, or says why not and returns null. */
export async function pin(
  { api }: Viewer,
  id: SessionId,
  pinned: boolean,
): Promise<Session | null> {
  try {
    return await api.setPinned(id, pinned);
  } catch (error) {
    const what = pinned ? "Not pinned" : "Not unpinned";
    showToast({ text: `${what}: ${messageOf(error)}`, tone: "danger" });
    return null;
  }
}

/** Someone pinned it to keep it: deleting it takes a second yes. */
export async function mayDelete({ pinned, title }: Pick<Session, "pinned" | "title">) {
  if (!pinned) return true;
  return confirmWith({
    title: "Delete a pinned session?",
    text: `“${title || "Untitled session"}” is pinned, so that it is kept.`,
    yes: "Delete it",
  });
}

/** Deletes and offers ten seconds to undo. False when it was not deleted; the toast says why. */
export async function deleteWithUndo(
  { api }: Viewer,
  id: SessionId,
  title: string,
  onUndone: () => void,
): Promise<boolean> {
  try {
    await api.deleteSession(id);
  } catch (error) {
    showToast({ text: `Not deleted: ${messageOf(error)}`, tone: "danger" });
    return false;
  }
  showToast({
    text: `Deleted “${title || "Untitled session"}”.`,
    forMs: UNDO_MS,
    action: {
      label: "Undo",
      run: () =>
        void api
          .undoDelete(id)
          .then(onUndone, (error: unknown) =>
            showToast({ text: `Not restored: ${messageOf(error)}`, tone: "danger" }),
          ),
    },
  });
  return true;
}
