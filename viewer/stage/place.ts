import type { Replayer } from "rrweb";
import type { SceneClick } from "../../src/worker/api.ts";

/** A point in the coordinates of the recorded tab's viewport. */
export interface StagePoint {
  x: number;
  y: number;
}

/** Where a click happened: its own coordinates count from the frame that its element is in. */
export function placeOnStage(replayer: Replayer, { x, y, nodeId }: SceneClick): StagePoint {
  const point = { x, y };
  let page = replayer.getMirror().getNode(nodeId)?.ownerDocument;
  while (page && page !== replayer.iframe.contentDocument) {
    const frame: Element | null | undefined = page.defaultView?.frameElement;
    if (!frame) break;
    const box = frame.getBoundingClientRect();
    point.x += box.left + frame.clientLeft;
    point.y += box.top + frame.clientTop;
    page = frame.ownerDocument;
  }
  return point;
}
