import { messageOf } from "../format/errors.ts";
import { type BadgeLook, showBadge } from "./badge.ts";
import type { Background } from "./wake.ts";

/** The button says for so long what came of it. */
const SAID_MS = 2_000;

/** Marks the moment at once, as a bug without a note: the popup and the viewer say more of it later. */
export async function markAndSay(background: Background, tabId: number): Promise<void> {
  const at = Date.now();
  try {
    await background.marks.add(tabId, { kind: "bug", text: "" }, at);
    await showBadge(tabId, "marked");
  } catch (error) {
    console.warn("Waymark: no mark was set:", messageOf(error));
    await showBadge(tabId, "unmarked");
  }
  setTimeout(() => {
    showBadge(tabId, lookOf(background, tabId)).catch((error: unknown) =>
      console.warn("Waymark: the button is not as it was:", messageOf(error)),
    );
  }, SAID_MS);
}

/** What the button of a tab says when there is no news. */
function lookOf({ recordings, rewind }: Background, tabId: number): BadgeLook {
  const recording = recordings.byTab(tabId);
  if (recording) {
    if (recordings.sessionOf(recording).status === "paused") return "paused";
    if (recording.waiting) return "waiting";
    return recording.producer === null ? "problem" : "recording";
  }
  if (recordings.waits[tabId]) return "waiting";
  const kept = rewind.rewinds.byTab(tabId);
  if (!kept) return "none";
  return rewind.rewinds.sessionOf(kept).busy ? "busy" : "rewind";
}
