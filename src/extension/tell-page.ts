import { browser } from "wxt/browser";
import type { UplinkCommand } from "../record/uplink.ts";
import { inTime } from "./in-time.ts";
import type { PageAnswer, PageCommand } from "./page-messages.ts";

/**
 * The page's own limits (isolated-half.ts) come to 13 s after the last batch that was stored. One that hangs must not
 * keep a session from ending.
 */
const ANSWER_MS = 15_000;

/** Gives a tab's page, or one of its frames, a command, and waits for as long as it is at work. */
export type Tell = (tabId: number, command: UplinkCommand, frameId?: number) => Promise<void>;

/**
 * Gives the recorder of a tab's page, or of one of its frames, a command. Rejects where none answers in time; `silence`
 * is how long nothing was heard of the tab, in ms: one that still hands over what it has is waited for.
 */
export async function tellPage(
  tabId: number,
  command: UplinkCommand,
  frameId = 0,
  silence?: () => number,
): Promise<void> {
  const message: PageCommand = { to: "page", command };
  const asked: Promise<PageAnswer | undefined> = browser.tabs.sendMessage(tabId, message, {
    frameId,
  });
  const answer = await inTime(asked, ANSWER_MS, "The page gave no answer in time.", silence);
  if (!answer?.ok) throw new Error(answer?.sentence ?? "The page gave no answer.");
}
