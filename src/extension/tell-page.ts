import { browser } from "wxt/browser";
import type { UplinkCommand } from "../record/uplink.ts";
import type { PageAnswer, PageCommand } from "./page-messages.ts";

/** Gives the recorder of a tab's page, or of one of its frames, a command. Rejects where none answers. */
export async function tellPage(tabId: number, command: UplinkCommand, frameId = 0): Promise<void> {
  const message: PageCommand = { to: "page", command };
  const answer: PageAnswer | undefined = await browser.tabs.sendMessage(tabId, message, {
    frameId,
  });
  if (!answer?.ok) throw new Error(answer?.sentence ?? "The page gave no answer.");
}
