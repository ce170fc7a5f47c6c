import { EventType } from "../../format/events.ts";
import { LARGEST_CANVAS_EDGE, LONGEST_CANVAS_PICTURE } from "../../format/signals/elements.ts";
import { base64 } from "./base64.ts";
import { type Complement, type ComplementContext, wrapBuiltIn } from "./complement.ts";

/** Two pictures a second of each canvas, and fewer where looking at it takes long. */
const EVERY_MS = 500;
const SLOWEST_EVERY_MS = 8_000;
/** Looking at a canvas may take this share of the page's time. */
const COST_SHARE = 0.02;
/** Of a page, in characters of data URLs: a minute's worth at most, whatever is drawn. */
const BUDGET_PER_MINUTE = 6_000_000;
const MOST_CANVASES = 24;
const QUALITY = 0.6;
/** A small change may not show in the thumbnail by which changes are told, so a picture is made this often anyway. */
const SURE_EVERY_MS = 5_000;
const THUMB = 48;

interface Seen {
  thumb: string;
  picture: string;
  pictureAt: number;
  nextAt: number;
  everyMs: number;
  /** Said once; nothing more is tried. */
  missing: boolean;
}

/**
 * Pictures of the canvases that are on screen, at a bounded rate, size and cost. rrweb's own
 * recording of every call has no bound: an editor's minimap made 75 MB in a short visit.
 */
export function watchCanvases(context: ComplementContext): Complement {
  const { global, primitives, mirror, say, fail } = context;
  const { document, OffscreenCanvas } = global;
  let seen = new WeakMap<HTMLCanvasElement, Seen>();
  /** Canvases that something was drawn on, wherever they stand. */
  let drawn: WeakRef<HTMLCanvasElement>[] = [];
  const known = new WeakSet<HTMLCanvasElement>();
  let spent: { at: number; chars: number }[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let over = false;
  let clock = makeScratch(THUMB, THUMB);

  const note = (canvas: HTMLCanvasElement) => {
    if (known.has(canvas)) return;
    known.add(canvas);
    drawn.push(new WeakRef(canvas));
  };
  const endWrap = wrapBuiltIn(
    global.HTMLCanvasElement.prototype,
    "getContext",
    "value",
    (native, self, args) => {
      note(self as HTMLCanvasElement);
      return Reflect.apply(native, self, args as never[]);
    },
  );

  function makeScratch(width: number, height: number) {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, draw: canvas.getContext("2d", { willReadFrequently: true })! };
  }

  const plan = () => {
    if (!over) timer ??= primitives.setTimeout(look, EVERY_MS);
  };

  function look(): void {
    timer = null;
    if (over) return;
    plan();
    if (document.visibilityState === "hidden") return;
    for (const canvas of document.querySelectorAll("canvas")) note(canvas);
    drawn = drawn.filter((ref) => ref.deref() !== undefined);
    // A WebGL canvas has its pixels only within the frame in which it was drawn, after the page's own drawing.
    global.requestAnimationFrame(() => {
      try {
        if (!over) lookAtAll();
      } catch (error) {
        fail(error);
      }
    });
  }

  function lookAtAll(): void {
    const now = primitives.now();
    let looked = 0;
    for (const ref of drawn) {
      const canvas = ref.deref();
      if (!canvas || !isShown(canvas)) continue;
      const id = mirror.getId(canvas);
      if (id < 1) continue;
      const state = seen.get(canvas) ?? newSeen();
      seen.set(canvas, state);
      if (state.missing || now < state.nextAt) continue;
      if (++looked > MOST_CANVASES) return;
      lookAt(canvas, id, state, now);
    }
  }

  function lookAt(canvas: HTMLCanvasElement, id: number, state: Seen, now: number): void {
    const from = global.performance.now();
    const thumb = thumbOf(canvas);
    if (thumb === null) return giveUp(id, state, "cross-origin");
    const changed = thumb !== state.thumb || now - state.pictureAt >= SURE_EVERY_MS;
    if (changed) {
      state.thumb = thumb;
      state.pictureAt = now;
      const scale = Math.min(1, LARGEST_CANVAS_EDGE / Math.max(canvas.width, canvas.height));
      const width = Math.max(1, Math.round(canvas.width * scale));
      const height = Math.max(1, Math.round(canvas.height * scale));
      const { canvas: copy, draw } = makeScratch(width, height);
      draw.drawImage(canvas, 0, 0, width, height);
      copy
        .convertToBlob({ type: "image/webp", quality: QUALITY })
        .then(dataUrlOf)
        .then((picture) => tell(id, state, width, height, picture))
        .catch(fail);
    }
    const cost = global.performance.now() - from;
    state.everyMs = Math.min(SLOWEST_EVERY_MS, Math.max(EVERY_MS, cost / COST_SHARE));
    state.nextAt = now + state.everyMs - EVERY_MS / 10;
  }

  function tell(id: number, state: Seen, width: number, height: number, picture: string): void {
    if (over || picture === state.picture || picture.length > LONGEST_CANVAS_PICTURE) return;
    const now = primitives.now();
    spent = spent.filter(({ at }) => at > now - 60_000);
    const chars = spent.reduce((sum, each) => sum + each.chars, 0);
    if (chars + picture.length > BUDGET_PER_MINUTE) {
      // Looked at again when the budget has room; the picture it has by then is told.
      state.thumb = "";
      state.nextAt = now + SLOWEST_EVERY_MS;
      return;
    }
    spent.push({ at: now, chars: picture.length });
    state.picture = picture;
    say("waymark.canvas", { id, width, height, picture });
  }

  /** Its pixels may not be read: another site's picture was drawn on it. */
  function giveUp(id: number, state: Seen, missing: "cross-origin"): void {
    state.missing = true;
    say("waymark.canvas", { id, width: 1, height: 1, missing });
  }

  /** Null when the canvas may not be read. */
  function thumbOf(canvas: HTMLCanvasElement): string | null {
    try {
      clock.draw.clearRect(0, 0, THUMB, THUMB);
      clock.draw.drawImage(canvas, 0, 0, THUMB, THUMB);
      const { data } = clock.draw.getImageData(0, 0, THUMB, THUMB);
      let hash = 0;
      for (const byte of data) hash = (Math.imul(hash, 31) + byte) | 0;
      return `${canvas.width}x${canvas.height}:${hash}`;
    } catch (error) {
      if ((error as DOMException).name !== "SecurityError") throw error;
      clock = makeScratch(THUMB, THUMB); // tainted from here on; the others need a clean one
      return null;
    }
  }

  function isShown(canvas: HTMLCanvasElement): boolean {
    if (!canvas.isConnected || canvas.width === 0 || canvas.height === 0) return false;
    const { top, left, bottom, right, width } = canvas.getBoundingClientRect();
    const { innerWidth, innerHeight } = global;
    return width > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  }

  return {
    see({ type }) {
      if (type === EventType.FullSnapshot) {
        // A snapshot has no pixels: all pictures are told anew.
        seen = new WeakMap();
        plan();
      }
      return true;
    },
    end() {
      over = true;
      if (timer !== null) primitives.clearTimeout(timer);
      endWrap();
    },
  };
}

function newSeen(): Seen {
  return { thumb: "", picture: "", pictureAt: 0, nextAt: 0, everyMs: EVERY_MS, missing: false };
}

async function dataUrlOf(blob: Blob): Promise<string> {
  return `data:${blob.type};base64,${base64(new Uint8Array(await blob.arrayBuffer()))}`;
}
