import { browser } from "wxt/browser";
import { FRAME_EVENT, writeCall } from "../format/frame-call.ts";
import type { Frame } from "./frame-book.ts";

/**
 * Where a frame stands, by its own word. `same-origin`: the page above sees into it by itself. `blank`:
 * nobody has put anything into it, or can. `called`: it stands in a shadow tree, and has called the
 * page above. Else its path from the window that records, as in FrameCall.
 */
export type Standing = "same-origin" | "blank" | "called" | number[];

/** Asks a frame where it stands, `levels` below the window that records. Rejects where no script may run. */
export async function askFrame(tabId: number, frame: Frame, levels: number): Promise<Standing> {
  const [answer] = await browser.scripting.executeScript({
    target: targetOf(tabId, frame),
    injectImmediately: true,
    func: stand,
    args: [writeCall({ nonce: frame.nonce ?? 0, path: [] }), levels],
  });
  if (!answer?.result) throw new Error("The frame gave no answer.");
  return answer.result;
}

/** Asks the main half of a document that records which iframe the frame at `path` below it is in. */
export async function askAbout(
  tabId: number,
  above: { frameId: number; documentId?: string },
  nonce: number,
  path: number[],
): Promise<void> {
  await browser.scripting.executeScript({
    target: targetOf(tabId, above),
    world: "MAIN",
    injectImmediately: true,
    func: (type: string, detail: string) => {
      window.dispatchEvent(new CustomEvent(type, { detail }));
    },
    args: [FRAME_EVENT, writeCall({ nonce, path })],
  });
}

const targetOf = (tabId: number, at: { frameId: number; documentId?: string }) =>
  at.documentId ? { tabId, documentIds: [at.documentId] } : { tabId, frameIds: [at.frameId] };

/** Runs in the frame's isolated world, so it names nothing outside of itself. */
function stand(call: string, levels: number): Standing {
  if (window.frameElement) return "same-origin";
  if (window.location.href === "about:blank") return "blank";
  const path: number[] = [];
  let inner: Window = window;
  for (let level = 0; level < levels; level++) {
    const above: Window = inner.parent;
    let index = 0;
    while (index < above.length && above[index] !== inner) index++;
    path.unshift(index < above.length ? index : -1);
    inner = above;
  }
  if (!path.includes(-1)) return path;
  inner.postMessage(call, "*");
  return "called";
}
