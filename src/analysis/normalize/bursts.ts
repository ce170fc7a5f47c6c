import { IncrementalSource } from "../../format/events.ts";
import type { NormalizedEvent } from "../event.ts";
import { type Context, isMasked, named, numberOf, type Place } from "./context.ts";

/** Scroll steps and keystrokes on one element with pauses below these are one act. */
const SCROLL_PAUSE_MS = 500;
const TYPING_PAUSE_MS = 3_000;

interface Burst {
  event: NormalizedEvent;
  nodeId: number;
  source: number;
  beganAt: number;
  lastAt: number;
  steps: number;
}

/**
 * Makes one event of a run of scroll steps, and one of the keystrokes in a field. It stands at the
 * first raw event of the run and is handed out when the run is over.
 */
export class Bursts {
  readonly #context: Context;
  #open: Burst | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  /** When the run that goes on began, in epoch milliseconds; Infinity without one. */
  get openSince(): number {
    return this.#open?.beganAt ?? Infinity;
  }

  scroll(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    const id = numberOf(data["id"]);
    const x = numberOf(data["x"]);
    const y = numberOf(data["y"]);
    if (id === null || x === null || y === null) {
      this.#context.skipped++;
      return;
    }
    const open = this.#continued(place, id, SCROLL_PAUSE_MS);
    if (open) {
      open.event.data = { ...open.event.data, toX: x, toY: y, endAt: place.at, steps: open.steps };
      return;
    }
    this.#close(out);
    if (!this.#context.wants("scroll")) return;
    const node = this.#context.mirror.get(id);
    const isPage = !node || node === this.#context.mirror.root || node.tag === "html";
    const about = node && !isPage ? this.#context.describe(node) : null;
    this.#start(place, id, {
      kind: "scroll",
      category: "user",
      label: isPage ? "Scrolled the page" : `Scrolled <${node.tag}>`,
      nodeId: id,
      selector: about?.selector ?? null,
      data: { toX: x, toY: y, endAt: place.at, steps: 1 },
    });
  }

  input(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    const id = numberOf(data["id"]);
    if (id === null) {
      this.#context.skipped++;
      return;
    }
    const text = typeof data["text"] === "string" ? data["text"] : "";
    const open = this.#continued(place, id, TYPING_PAUSE_MS);
    const node = this.#context.mirror.get(id);
    const type = String(node?.attributes["type"] ?? node?.tag ?? "");
    const isToggle = type === "checkbox" || type === "radio";
    if (open && !isToggle) {
      open.event.data = { ...open.event.data, changes: open.steps, endAt: place.at };
      return;
    }
    this.#close(out);
    if (!this.#context.wants("input")) return;
    const about = node ? this.#context.describe(node) : null;
    const name = named(about?.label ?? "", node);
    const byPage = data["userTriggered"] === false;
    const checked = data["isChecked"] === true;
    const verb = isToggle
      ? checked
        ? "Checked"
        : "Unchecked"
      : type === "select"
        ? "Chose in"
        : "Typed in";
    this.#start(place, id, {
      kind: "input",
      category: byPage ? "page" : "user",
      label: `${byPage ? "The page changed" : verb} ${name}`,
      nodeId: id,
      selector: about?.selector ?? null,
      masked: !isToggle && isMasked(text),
      data: isToggle ? { type, checked } : { type, changes: 1, endAt: place.at },
    });
  }

  /** Ends the open run when another event shows that it is over. */
  settle(at: number, out: NormalizedEvent[]): void {
    const open = this.#open;
    if (!open) return;
    const pause = open.source === IncrementalSource.Scroll ? SCROLL_PAUSE_MS : TYPING_PAUSE_MS;
    if (at - open.lastAt > pause) this.#close(out);
  }

  finish(out: NormalizedEvent[]): void {
    this.#close(out);
  }

  #continued(place: Place, id: number, pause: number): Burst | null {
    const open = this.#open;
    if (!open || open.nodeId !== id || open.source !== place.rawSource) return null;
    if (place.at - open.lastAt > pause) return null;
    open.lastAt = place.at;
    open.steps++;
    return open;
  }

  #start(place: Place, nodeId: number, saying: Parameters<Context["event"]>[1]): void {
    const event = this.#context.event(place, saying);
    const { at } = place;
    const source = place.rawSource ?? -1;
    this.#open = { event, nodeId, source, beganAt: at, lastAt: at, steps: 1 };
  }

  #close(out: NormalizedEvent[]): void {
    if (this.#open) out.push(this.#open.event);
    this.#open = null;
  }
}
