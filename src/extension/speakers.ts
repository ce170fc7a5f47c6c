import type { Browser } from "wxt/browser";
import type { Recording } from "./recordings.ts";

export interface Speaker {
  producer: string;
  frameId: number | undefined;
}

/** Documents that spoke lately, by tab and the names that they have for themselves. */
const spoken = new Map<string, Speaker>();
const MOST_SPOKEN = 500;

/**
 * Which document speaks, by the browser's word; its own name for itself only tells halves apart. Of a
 * document that is being torn down the browser may not know its id or its frame any more: then it is
 * the one of the tab that had that name, also where the next document has spoken already.
 */
export function speakerOf(
  sender: Browser.runtime.MessageSender,
  document: string,
  recording: Recording | undefined,
): Speaker {
  const { documentId } = sender as { documentId?: string };
  const name = document.slice(0, 8);
  const key = `${sender.tab?.id} ${document}`;
  const lately = spoken.get(key);
  const frameId = sender.frameId ?? lately?.frameId;
  if (!documentId)
    return { producer: lately?.producer ?? producerNamed(name, recording) ?? document, frameId };
  const speaker = { producer: `${documentId.replaceAll(/[^\w-]/g, "")}-${name}`, frameId };
  spoken.delete(key);
  spoken.set(key, speaker);
  const [oldest] = spoken.keys();
  if (spoken.size > MOST_SPOKEN) spoken.delete(oldest!);
  return speaker;
}

/** Where the service worker has died since: of the documents that the tab shows, the one of this name. */
function producerNamed(name: string, recording: Recording | undefined): string | null | undefined {
  const frames = recording?.frames?.list.map(({ producer }) => producer) ?? [];
  return [recording?.producer, ...frames].find((producer) => producer?.endsWith(`-${name}`));
}
