import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";

const LOOKS = {
  recording: { text: "REC", color: "#c2262d", title: "Waymark is recording this tab" },
  low: { text: "LOW", color: "#a15c00", title: "Waymark is recording; storage is running out" },
  paused: { text: "II", color: "#a15c00", title: "Waymark is paused in this tab" },
  waiting: {
    text: "?",
    color: "#a15c00",
    title: "Waymark waits for this page's consent; nothing is recorded yet",
  },
  asking: {
    text: "?",
    color: "#3d5a80",
    title: "Record this visit? Open Waymark to answer; nothing is recorded yet",
  },
  counting: { text: "", color: "#a15c00", title: "Waymark is about to record this tab" },
  marked: { text: "+", color: "#2c6e49", title: "Marked" },
  unmarked: {
    text: "!",
    color: "#a15c00",
    title: "No mark was set: Waymark does not record this tab",
  },
  ended: {
    text: "!",
    color: "#a15c00",
    title: "Recording stopped. Open Waymark to see why",
  },
  problem: { text: "!", color: "#a15c00", title: "Waymark could not record this tab" },
  rewind: { text: "RW", color: "#3d5a80", title: "Waymark keeps the last minutes of this tab" },
  busy: { text: "RW", color: "#77716a", title: "Rewind pauses: this page is busy" },
  saving: { text: "...", color: "#3d5a80", title: "Waymark saves the last minutes of this tab" },
  saved: { text: "OK", color: "#2c6e49", title: "The last minutes of this tab are saved" },
  unsaved: {
    text: "!",
    color: "#a15c00",
    title: "Rewind does not keep this tab: nothing was saved",
  },
  none: { text: "", color: "#c2262d", title: "Waymark" },
} as const;

export type BadgeLook = keyof typeof LOOKS;

/** Shows a tab's state on the toolbar button. The browser forgets it at every navigation. */
export async function showBadge(
  tabId: number,
  look: BadgeLook,
  /** In place of what such a button says. */
  said?: string,
): Promise<void> {
  const { text, color, title } = LOOKS[look];
  try {
    await browser.action.setBadgeText({ tabId, text: said ?? text });
    await browser.action.setBadgeBackgroundColor({ tabId, color });
    await browser.action.setTitle({ tabId, title });
  } catch (error) {
    // The tab closed meanwhile: there is no button to mark.
    console.debug(`Waymark: no badge for tab ${tabId} (${messageOf(error)})`);
  }
}
