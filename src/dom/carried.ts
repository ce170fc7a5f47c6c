import { IncrementalSource, MouseInteraction, type RecordedEvent } from "../format/events.ts";
import { stringify } from "../format/stringify.ts";
import type { MirrorNode } from "./node.ts";

type Data = Record<string, unknown>;

interface Place {
  node: MirrorNode;
  x: number;
  y: number;
}

/** A playing position, known at one moment. */
interface Media {
  node: MirrorNode;
  /** Epoch milliseconds at which `currentTime` (seconds) held. */
  at: number;
  isPlaying: boolean;
  currentTime: number;
  playbackRate: number;
  /** `volume`, `muted`, `loop` as last told. */
  told: Data;
}

/** rrweb's MediaInteraction types. */
const PLAY = 0;
const PAUSE = 1;
/** A page that loads fonts without end keeps its newest: so many, and so many characters of them. */
const MOST_FONTS = 200;
const MOST_FONT_TEXT = 8 * 1024 * 1024;

/**
 * State that is in no node and no attribute, and so must follow a snapshot as events of its own:
 * fonts, media, canvas pictures, focus, selection, pointer. Entries of nodes that are gone stay
 * until `prune`, so that removing nodes costs nothing here.
 */
export class Carried {
  /** Controls with a recorded state, the last touched last: in a radio group the last one counts. */
  readonly typed = new Map<number, MirrorNode>();
  readonly fonts = new Map<string, Data>();
  /** The length of all keys of `fonts`, which hold all that a face is made of. */
  #fontText = 0;
  readonly #media = new Map<number, Media>();
  /** What signals last told of elements (a canvas's picture, an open popover), as the events that did. */
  readonly #told = new Map<string, { node: MirrorNode; event: RecordedEvent }>();
  /** The focused element of each document, by the document's id, the last focused last. */
  readonly #focused = new Map<number, MirrorNode>();
  #selection: Data | null = null;
  #pointer: Place | null = null;
  /** Where a finger went down that has not gone up. */
  #touch: Place | null = null;

  /** A full snapshot: all but fonts belongs to the document before. */
  restart(): void {
    this.typed.clear();
    this.#media.clear();
    this.#told.clear();
    this.#focused.clear();
    this.#selection = null;
    this.#pointer = null;
    this.#touch = null;
  }

  /** Forgets what belongs to nodes that `get` no longer finds. */
  prune(get: (id: number) => MirrorNode | undefined): void {
    for (const [id, node] of this.typed) if (get(id) !== node) this.typed.delete(id);
    for (const [id, { node }] of this.#media) if (get(id) !== node) this.#media.delete(id);
    for (const [key, { node }] of this.#told) if (get(node.id) !== node) this.#told.delete(key);
    for (const [id, node] of this.#focused) if (get(node.id) !== node) this.#focused.delete(id);
    const isGone = (place: Place | null) => place && get(place.node.id) !== place.node;
    if (isGone(this.#pointer)) this.#pointer = null;
    if (isGone(this.#touch)) this.#touch = null;
  }

  touched(control: MirrorNode): void {
    this.typed.delete(control.id);
    this.typed.set(control.id, control);
  }

  /** A media element arrived with the state that rrweb wrote into its attributes. */
  mediaArrived(node: MirrorNode, at: number): void {
    const { rr_mediaState, rr_mediaCurrentTime, rr_mediaPlaybackRate } = node.attributes;
    if (rr_mediaState !== "played") return;
    this.#media.set(node.id, {
      node,
      at,
      isPlaying: true,
      currentTime: numberOr(rr_mediaCurrentTime, 0),
      playbackRate: numberOr(rr_mediaPlaybackRate, 1),
      told: {},
    });
  }

  mediaChanged(node: MirrorNode, data: Data, at: number): void {
    const known = this.#media.get(node.id);
    const before = known?.node === node ? known : null;
    const { type, currentTime, playbackRate } = data;
    const told: Data = { ...before?.told };
    for (const name of ["volume", "muted", "loop"]) {
      if (data[name] !== undefined) told[name] = data[name];
    }
    this.#media.set(node.id, {
      node,
      at,
      isPlaying: type === PLAY || (type !== PAUSE && (before?.isPlaying ?? false)),
      currentTime: numberOr(currentTime, before ? positionOf(before, at) : 0),
      playbackRate: numberOr(playbackRate, before?.playbackRate ?? 1),
      told,
    });
  }

  /** `what` tells one state of an element from another: the last of each counts. */
  told(what: string, node: MirrorNode, event: RecordedEvent): void {
    this.#told.set(`${node.id} ${what}`, { node, event });
  }

  fontLoaded(data: Data): void {
    const key = stringify([data["family"], data["fontSource"], data["descriptors"]]);
    this.#forgetFont(key);
    this.fonts.set(key, data);
    this.#fontText += key.length;
    for (const oldest of this.fonts.keys()) {
      if (this.fonts.size <= MOST_FONTS && this.#fontText <= MOST_FONT_TEXT) break;
      this.#forgetFont(oldest);
    }
  }

  #forgetFont(key: string): void {
    if (this.fonts.delete(key)) this.#fontText -= key.length;
  }

  /** `document` is the node of the document that holds `node`. */
  interacted(type: unknown, node: MirrorNode, document: MirrorNode, data: Data): void {
    switch (type) {
      case MouseInteraction.Focus:
        this.#focused.delete(document.id);
        this.#focused.set(document.id, node);
        return;
      case MouseInteraction.Blur:
        if (this.#focused.get(document.id) === node) this.#focused.delete(document.id);
        return;
      case MouseInteraction.TouchCancel:
        // A finger that left shows no pointer any more.
        this.#touch = this.#pointer = null;
        return;
      case MouseInteraction.TouchStart:
      case MouseInteraction.TouchEnd:
        this.moved(node, data);
        this.#touch = type === MouseInteraction.TouchStart ? this.#pointer : null;
        return;
      case MouseInteraction.Click:
      case MouseInteraction.MouseDown:
      case MouseInteraction.MouseUp:
        return this.moved(node, data);
      default:
        return;
    }
  }

  moved(node: MirrorNode, { x, y }: Data): void {
    this.#pointer = { node, x: numberOr(x, 0), y: numberOr(y, 0) };
  }

  selected(data: Data): void {
    this.#selection = Array.isArray(data["ranges"]) && data["ranges"].length > 0 ? data : null;
  }

  /** What follows a snapshot after its sheets, in the order in which a replay must apply it. */
  *events(at: number, scroll: ReadonlyMap<number, { x: number; y: number }>): Generator<Data> {
    for (const data of this.fonts.values()) yield data;
    for (const [id, { value, checked }] of this.typed) {
      if (value === null && checked === null) continue;
      yield { source: IncrementalSource.Input, id, text: value ?? "", isChecked: checked ?? false };
    }
    for (const [id, media] of byId(this.#media)) {
      yield {
        source: IncrementalSource.MediaInteraction,
        type: media.isPlaying ? PLAY : PAUSE,
        id,
        currentTime: positionOf(media, at),
        playbackRate: media.playbackRate,
        ...media.told,
      };
    }
    for (const [id, { x, y }] of byId(scroll)) yield { source: IncrementalSource.Scroll, id, x, y };
    const source = IncrementalSource.MouseInteraction;
    for (const { id } of this.#focused.values()) {
      yield { source, type: MouseInteraction.Focus, id };
    }
    if (this.#selection) yield this.#selection;
    if (this.#touch) {
      const { node, x, y } = this.#touch;
      yield { source, type: MouseInteraction.TouchStart, id: node.id, x, y };
    }
    if (this.#pointer && this.#pointer !== this.#touch) {
      const { node, x, y } = this.#pointer;
      yield {
        source: IncrementalSource.MouseMove,
        positions: [{ x, y, id: node.id, timeOffset: 0 }],
      };
    }
  }

  signals(): RecordedEvent[] {
    const told = [...this.#told].sort(([a], [b]) => (a < b ? -1 : 1));
    return told.map(([, { event }]) => event);
  }
}

/** In an order that does not depend on what happened before, so that equal pages make equal snapshots. */
export function byId<T>(map: ReadonlyMap<number, T>): [id: number, value: T][] {
  return [...map].sort(([a], [b]) => a - b);
}

/** Seconds into the media at `at`, when it has played on since it was last heard of. */
function positionOf({ isPlaying, currentTime, playbackRate, at: then }: Media, at: number): number {
  if (!isPlaying) return currentTime;
  return Math.round(1_000 * currentTime + (at - then) * playbackRate) / 1_000;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
