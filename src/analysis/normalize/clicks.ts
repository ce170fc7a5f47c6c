import { MouseInteraction as MI } from "../../format/events.ts";
import type { Styles } from "../../dom/css/styles.ts";
import { type Control, controlOf } from "../../dom/control.ts";
import { isInvisibleLayer } from "../../dom/layer.ts";
import type { MirrorNode } from "../../dom/node.ts";
import { attribute, hasAttribute } from "../../dom/node.ts";
import type { NormalizedEvent } from "../event.ts";
import { type Context, named, numberOf, type Place } from "./context.ts";

/** A second click this soon after one without a press of its own is the browser's or a script's echo of it. */
const ECHO_MS = 50;
/** Browsers fire made-up mouse events after touch ones within about this time. */
const EMULATED_MOUSE_MS = 1_000;
/** A press that brought no click by then brings none. */
const CLICK_COMES_MS = 500;
/** Further than this between press and release is a drag: the slop of desktop platforms is 4 to 10 px. */
const DRAG_PX = 10;
/** Held longer, a press and its click are told apart. */
const MAX_HOLD_MS = 10_000;

/** What a click event carries in `data`, for detectors. Times are epoch milliseconds. */
export interface ClickData {
  x: number | null;
  y: number | null;
  downAt: number;
  upAt: number;
  clickAt: number;
  /** 0 main, 2 secondary. */
  button: 0 | 2;
  /** `pointer` had a press of its own or a place; `other` is the keyboard or a script. */
  by: "pointer" | "other";
  controlId: number | null;
  /** How the control shows that it is one; see ControlSign. */
  sign: Control["sign"] | null;
  dragged?: true;
  /** Pressed and released, but the browser fired no click. */
  noClick?: true;
}

interface Press {
  place: Place;
  id: number;
  x: number | null;
  y: number | null;
  touch: boolean;
  upAt: number | null;
  upId: number | null;
  upX: number | null;
  upY: number | null;
  secondary: boolean;
}

/**
 * Joins touch start and end, mouse down and up, click and double click into one event a click. The
 * event stands at the click's raw event, or at the press when no click came.
 */
export class Clicks {
  readonly #context: Context;
  readonly #styles: Styles;
  #press: Press | null = null;
  /** The press that brought the last click, for made-up mouse events after it. */
  #clicked: { at: number; id: number; touch: boolean } | null = null;

  constructor(context: Context, styles: Styles) {
    this.#context = context;
    this.#styles = styles;
  }

  /** When and where the pointer went down, while it is not known yet what it becomes. */
  get pressedAt(): number | null {
    return this.#press?.place.at ?? null;
  }

  push(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    const id = numberOf(data["id"]);
    if (id === null) {
      this.#context.skipped++;
      return;
    }
    switch (data["type"]) {
      case MI.TouchStart:
      case MI.MouseDown:
        this.#down(place, data, id, out);
        break;
      case MI.TouchEnd:
      case MI.MouseUp:
        if (this.#press && this.#press.upAt === null) {
          this.#press.upAt = place.at;
          this.#press.upId = id;
          this.#press.upX = numberOf(data["x"]);
          this.#press.upY = numberOf(data["y"]);
        }
        break;
      case MI.TouchCancel:
        this.#press = null;
        break;
      case MI.ContextMenu:
        if (this.#press) this.#press.secondary = true;
        break;
      case MI.Click:
        this.#click(place, data, id, out);
        break;
      default:
        break;
    }
  }

  /** Lets go of a press that brings no click any more. Call with the time of every event. */
  settle(at: number, out: NormalizedEvent[]): void {
    const press = this.#press;
    if (press?.upAt != null && at - press.upAt > CLICK_COMES_MS) this.#giveUp(out);
  }

  finish(out: NormalizedEvent[]): void {
    if (this.#press?.upAt != null) this.#giveUp(out);
    this.#press = null;
  }

  #down(place: Place, data: Record<string, unknown>, id: number, out: NormalizedEvent[]): void {
    const touch = data["type"] === MI.TouchStart;
    const before = this.#press;
    if (!touch) {
      if (before?.touch && before.id === id && place.at - before.place.at < EMULATED_MOUSE_MS)
        return;
      const clicked = this.#clicked;
      if (clicked?.touch && clicked.id === id && place.at - clicked.at < ECHO_MS) return;
    }
    if (before?.upAt != null) this.#giveUp(out);
    this.#press = {
      place,
      id,
      x: numberOf(data["x"]),
      y: numberOf(data["y"]),
      touch,
      upAt: null,
      upId: null,
      upX: null,
      upY: null,
      secondary: false,
    };
  }

  #click(place: Place, data: Record<string, unknown>, id: number, out: NormalizedEvent[]): void {
    const press = this.#press;
    this.#press = null;
    const clicked = this.#clicked;
    if (!press && clicked && place.at - clicked.at <= ECHO_MS) return;
    const own = press && place.at - press.place.at <= MAX_HOLD_MS ? press : null;
    this.#clicked = { at: place.at, id, touch: own?.touch ?? data["pointerType"] === 2 };
    const x = numberOf(data["x"]);
    const y = numberOf(data["y"]);
    const placed = own !== null || data["pointerType"] !== undefined || Boolean(x) || Boolean(y);
    const click: ClickData = {
      x,
      y,
      downAt: own?.place.at ?? place.at,
      upAt: own?.upAt ?? place.at,
      clickAt: place.at,
      button: 0,
      by: placed ? "pointer" : "other",
      controlId: null,
      sign: null,
    };
    if (own && isDrag(own)) click.dragged = true;
    this.#emit(place, id, click, this.#clicked.touch, out);
  }

  #giveUp(out: NormalizedEvent[]): void {
    const press = this.#press;
    this.#press = null;
    if (!press || press.upAt === null) return;
    const dragged = isDrag(press);
    // A swipe or a drag that ended elsewhere is no click at all.
    if (!press.secondary && (dragged || press.upId !== press.id)) return;
    const click: ClickData = {
      x: press.x,
      y: press.y,
      downAt: press.place.at,
      upAt: press.upAt,
      clickAt: press.upAt,
      button: press.secondary ? 2 : 0,
      by: "pointer",
      controlId: null,
      sign: null,
      noClick: true,
    };
    this.#emit(press.place, press.id, click, press.touch, out);
  }

  #emit(place: Place, id: number, click: ClickData, touch: boolean, out: NormalizedEvent[]): void {
    const kind = touch ? "tap" : "click";
    if (!this.#context.wants(kind)) return;
    const node = this.#context.mirror.get(id);
    const control = node ? controlOf(node, this.#styles) : null;
    click.controlId = control?.node.id ?? null;
    click.sign = control?.sign ?? null;
    const target = control?.node ?? node;
    const about = target ? this.#context.describe(target) : null;
    const act = touch ? "Tap" : click.button === 2 ? "Right click" : "Click";
    const unseen = node && !control && isInvisibleLayer(node, this.#styles);
    const on = unseen ? "an invisible layer" : named(about?.label ?? "", target);
    out.push(
      this.#context.event(place, {
        kind,
        category: "user",
        label: `${act} on ${on}`,
        nodeId: id,
        selector: about?.selector ?? null,
        masked: about?.masked ?? false,
        data: { ...click },
      }),
    );
  }
}

function isDrag(press: Press): boolean {
  const { x, y, upX, upY } = press;
  if (x === null || y === null || upX === null || upY === null) return false;
  return Math.hypot(upX - x, upY - y) > DRAG_PX;
}

/** A disabled control gets presses, but the browser fires no click on it. */
export function isDisabled(node: MirrorNode): boolean {
  return hasAttribute(node, "disabled") || attribute(node, "aria-disabled") === "true";
}
