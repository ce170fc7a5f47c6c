import type { Replayer } from "rrweb";
import { readSignal } from "../../src/format/signals.ts";
import type { RecordedEvent } from "../../src/format/events.ts";

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

/** Elements of the frame are of another realm than the viewer's. */
function elementOf(replayer: Replayer, id: number): HTMLElement | null {
  const node = replayer.getMirror().getNode(id) as Node | null;
  return node?.nodeType === 1 && "style" in node ? (node as HTMLElement) : null;
}
