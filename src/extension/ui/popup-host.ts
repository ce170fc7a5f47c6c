import { browser } from "wxt/browser";
import type { SessionId } from "../../format/ids.ts";
import type { Answer } from "../messages.ts";
import { type Ask, makeAsk } from "./ask.ts";
import { findShortcut } from "./shortcuts.ts";
import type { FindingCount } from "./watch-findings.ts";
import { popupStrings } from "./strings/popup.ts";

/** What the popup needs of the browser; tests hand in their own. */
export interface PopupHost {
  ask: Ask;
  /** `?tab=<id>` where given, else the active tab of this window. Rejects with a sentence. */
  findTab(): Promise<number>;
  /** Must be called while a click is being handled. */
  requestOrigins(origins: string[]): Promise<boolean>;
  /** The shortcut for start and stop as the browser writes it; "" when none is set. */
  readShortcut(): Promise<string>;
  /** Asks the browser to keep recordings also when space is short. Only a page may ask, not the background. */
  persist(): Promise<boolean>;
  /** How many findings a session that is being recorded has so far. */
  countFindings(id: SessionId): Promise<FindingCount>;
}

const ask = makeAsk((message) => browser.runtime.sendMessage(message));
/** Opened as a page and not from the toolbar: the browser then tells us no address without permission. */
const isPage = () => new URLSearchParams(location.search).has("tab");

/** A hidden address is no reason to refuse yet, as long as permission for all sites was not given. */
export function withoutToolbar(answer: Answer): Answer {
  if (!answer.ok || !answer.state.addressHidden || !answer.state.needsPermission) return answer;
  const { refusal } = answer.state;
  return {
    ok: true,
    state: { ...answer.state, refusal: refusal?.code === "browser-page" ? null : refusal },
  };
}

/** `countFindings` is the entry point's: it analyses, which the background and its pages do not. */
export const popupHost: Omit<PopupHost, "countFindings"> = {
  ask: async (command) => {
    const answer = await ask(command);
    return isPage() ? withoutToolbar(answer) : answer;
  },
  requestOrigins: (origins) => browser.permissions.request({ origins }),
  readShortcut: async () => findShortcut(await browser.commands.getAll(), "toggle-recording"),
  persist: async () => (await navigator.storage.persisted()) || navigator.storage.persist(),
  async findTab() {
    const named = new URLSearchParams(location.search).get("tab");
    if (named !== null) {
      if (!/^\d{1,10}$/.test(named)) throw new Error(popupStrings.badTab(named));
      return Number(named);
    }
    const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
    if (tab?.id === undefined) throw new Error(popupStrings.noTab);
    return tab.id;
  },
};
