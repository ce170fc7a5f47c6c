import type { Replayer } from "rrweb";
import { messageOf } from "../../src/format/errors.ts";
import { readSignal } from "../../src/format/signals/signals.ts";
import { EventType, IncrementalSource, type RecordedEvent } from "../../src/format/events.ts";

/**
 * Applies the signals that tell how an element looks and that the Replayer knows nothing of. Nothing
 * of it needs scripts in the frame: a canvas shows its picture as its CSS background.
 */
export function paintSignal(replayer: Replayer, event: RecordedEvent): void {
  const canvas = readSignal(event, "waymark.canvas");
  if (canvas?.picture !== undefined) {
    const element = elementOf(replayer, canvas.id);
    element?.style.setProperty("background", `url("${canvas.picture}") 0 0 / 100% 100% no-repeat`);
    return;
  }
  const state = readSignal(event, "waymark.state");
  const element = state && elementOf(replayer, state.id);
  if (!state || !element) return;
  if (state.what === "indeterminate") {
    (element as HTMLInputElement).indeterminate = state.on;
  } else if (element.popover !== null && element.isConnected) {
    element.togglePopover(state.on);
  }
}

/**
 * Loads a recorded font into the frame. The Replayer does so too, with a face of the viewer's own
 * document, and no text of the frame is laid out again when that is there.
 */
export function paintFont({ iframe }: Replayer, { type, data }: RecordedEvent): void {
  if (type !== EventType.IncrementalSnapshot || data["source"] !== IncrementalSource.Font) return;
  const view = iframe.contentWindow as (Window & typeof globalThis) | null;
  const { family, fontSource, descriptors } = data;
  if (!view || typeof family !== "string" || typeof fontSource !== "string") return;
  try {
    const source = data["buffer"] === true ? bytesOf(fontSource) : fontSource;
    view.document.fonts.add(new view.FontFace(family, source, descriptors as FontFaceDescriptors));
  } catch (error) {
    // A font that cannot be read costs itself only.
    console.warn(`Waymark: the font "${family}" is not shown: ${messageOf(error)}`);
  }
}

const bytesOf = (json: string) => new Uint8Array(JSON.parse(json) as number[]);

/** Elements of the frame are of another realm than the viewer's. */
function elementOf(replayer: Replayer, id: number): HTMLElement | null {
  const node = replayer.getMirror().getNode(id) as Node | null;
  return node?.nodeType === 1 && "style" in node ? (node as HTMLElement) : null;
}
