import type { Browser } from "wxt/browser";
import type { Recording } from "./recordings.ts";

export interface Speaker {
  /** Undefined where it is no document of a tab, as far as is known. */
  tabId: number | undefined;
  producer: string;
  frameId: number | undefined;
}

/** Documents that spoke lately, by the names that they have for themselves: random, and no page sees them. */
const spoken = new Map<string, Speaker>();
const MOST_SPOKEN = 500;

/**
 * Which document speaks, by the browser's word; its own name for itself only tells halves apart. Of a
 * document that is being torn down the browser may not know its id, its frame or (Firefox) its tab any more:
 * then it is the one that had that name, also where the next document has spoken already.
 */
export function speakerOf(
  sender: Browser.runtime.MessageSender,
  document: string,
  recordings: readonly Recording[],
): Speaker {
  const { documentId } = sender as { documentId?: string };
  const name = document.slice(0, 8);
  const producer = documentId && `${documentId.replaceAll(/[^\w-]/g, "")}-${name}`;
  const isHere = (tabId: number | undefined) => !sender.tab || sender.tab.id === tabId;
  const last = spoken.get(document);
  const lately = last && isHere(last.tabId) ? last : undefined;
  const held =
    lately ??
    heldAs(
      document,
      recordings.filter((one) => isHere(one.browserTabId)),
    );
  const speaker = {
    tabId: sender.tab ? sender.tab.id : held?.tabId,
    producer: producer || held?.producer || document,
    frameId: sender.frameId ?? held?.frameId,
  };
  if (!sender.tab) return speaker;
  spoken.delete(document);
  spoken.set(document, speaker);
  const [oldest] = spoken.keys();
  if (spoken.size > MOST_SPOKEN) spoken.delete(oldest!);
  return speaker;
}

/** Where the background has died since: of the documents that the tabs show, the one of this name. */
function heldAs(document: string, recordings: readonly Recording[]): Speaker | undefined {
  const end = `-${document.slice(0, 8)}`;
  for (const { browserTabId: tabId, producer: own, frames } of recordings) {
    for (const { producer, frameId } of [{ producer: own, frameId: 0 }, ...(frames?.list ?? [])]) {
      if (producer === document || producer?.endsWith(end)) return { tabId, producer, frameId };
    }
  }
  return undefined;
}
