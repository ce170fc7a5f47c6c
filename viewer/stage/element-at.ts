import type { Replayer } from "rrweb";
import type { StagePoint } from "./place.ts";

/** An element of the replayed page, as it stands on the stage now. */
export interface StageElement {
  /** Its recorded id. */
  nodeId: number;
  /** Its box in the coordinates of the recorded tab's viewport. */
  box: { x: number; y: number; width: number; height: number };
  /** Names of the attributes that were recorded of it. */
  attributes: string[];
}

/** The innermost recorded element at a point, in frames and shadow roots too; null where only the page itself is. */
export function elementAt(replayer: Replayer, point: StagePoint): StageElement | null {
  let root: DocumentOrShadowRoot | null = replayer.iframe.contentDocument;
  let at = point;
  const origin = { x: 0, y: 0 };
  let found: Element | null = null;
  while (root) {
    const next: Element | null = root.elementFromPoint(at.x, at.y);
    if (!next || next === found) break;
    found = next;
    const frame = (found as HTMLIFrameElement).contentDocument ?? null;
    if (frame) {
      const box = found.getBoundingClientRect();
      const left = box.left + found.clientLeft;
      const top = box.top + found.clientTop;
      origin.x += left;
      origin.y += top;
      at = { x: at.x - left, y: at.y - top };
    }
    root = frame ?? found.shadowRoot;
    // Where there is nothing in the frame but its page, the frame is meant.
    if (frame && isPage(frame.elementFromPoint(at.x, at.y)))
      return describe(replayer, found, before(origin, found));
  }
  return found && !isPage(found) ? describe(replayer, found, origin) : null;
}

const isPage = (element: Element | null) =>
  element === null || element === element.ownerDocument.documentElement;

function before(origin: StagePoint, frame: Element): StagePoint {
  const { left, top } = frame.getBoundingClientRect();
  return { x: origin.x - left - frame.clientLeft, y: origin.y - top - frame.clientTop };
}

function describe(replayer: Replayer, found: Element, origin: StagePoint): StageElement | null {
  const mirror = replayer.getMirror();
  let element: Element | null = found;
  // What the replay itself put into the page has no id.
  while (element && mirror.getId(element) <= 0) element = element.parentElement;
  if (!element || isPage(element)) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    nodeId: mirror.getId(element),
    box: { x: origin.x + left, y: origin.y + top, width, height },
    attributes: attributesOf(replayer, element),
  };
}

function attributesOf(replayer: Replayer, element: Element): string[] {
  const recorded = replayer.getMirror().getMeta(element) as { attributes?: object } | null;
  const names = new Set([
    ...Object.keys(recorded?.attributes ?? {}),
    ...element.getAttributeNames(),
  ]);
  return [...names].filter((name) => !/^(?:rr_|data-waymark-|_cssText)/.test(name)).sort();
}
