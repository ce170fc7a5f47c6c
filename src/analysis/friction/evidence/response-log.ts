import type { DomMirror } from "../../../dom/mirror.ts";
import type { MirrorNode } from "../../../dom/node.ts";
import { type AmbientBook, type Moment, REQUESTS } from "./ambient.ts";
import { ATTRIBUTES, CHILDREN } from "./changes.ts";
import { ANSWER_WINDOW_MS } from "./limits.ts";
import { pathOf } from "./path.ts";
import type { Response, ResponseKind, Source } from "./types.ts";

/** Kinds of doing of one node, for telling its habits apart: children and attributes, then these. */
export const SCROLLING = 2;
export const STYLING = 3;
export const DRAWING = 4;
export const PLAYING = 5;
const DOINGS = 8;

/** Nothing is learned so soon after an act, a scroll, or the start of a document. */
const AFTER_ACT_MS = ANSWER_WINDOW_MS;
const AFTER_SCROLL_MS = 500;
const AFTER_LOAD_MS = 1_000;
/** Answers kept of one source between two presses; the first ones decide. */
const MAX_REPEATS = 8;
/** The last doings before a press, in case they carry its time or a click without a press comes. */
const RECENT = 32;
/** Sources and paths that are shared; beyond it they are made anew. */
const MOST_SHARED = 20_000;
/** Ancestors whose own habits explain a change below them. */
const ANCESTORS = 3;

/** Keeps what may answer a click, and teaches the ambient book what happens anyway. */
export class ResponseLog {
  readonly responses: Response[] = [];
  /** Until then something may still be an answer. */
  openUntil = -Infinity;
  #mirror: DomMirror;
  #book: AmbientBook;
  #recent: Response[] = [];
  #repeats = new Map<string, number>();
  /** Each place does many things: all its responses share one source, and places of one path share that. */
  #sources = new Map<number, Source>();
  #paths = new Map<string, string>();
  #lastActAt = -Infinity;
  #lastScrollAt = -Infinity;
  #documentAt = -Infinity;
  #lastAt: number | null = null;
  #quiet = false;

  constructor(mirror: DomMirror, book: AmbientBook) {
    this.#mirror = mirror;
    this.#book = book;
  }

  /** Call with the time of every event, before what it did is told. */
  advance(at: number): void {
    const quietFrom = Math.max(
      this.#lastActAt + AFTER_ACT_MS,
      this.#documentAt + AFTER_LOAD_MS,
      this.#lastScrollAt + AFTER_SCROLL_MS,
    );
    this.#quiet = at > quietFrom;
    if (this.#quiet && this.#lastAt !== null) {
      this.#book.addQuiet(Math.max(0, at - Math.max(this.#lastAt, quietFrom)));
    }
    this.#lastAt = Math.max(this.#lastAt ?? at, at);
  }

  /** The user did something that is no click. */
  act(at: number): void {
    this.#lastActAt = Math.max(this.#lastActAt, at);
  }

  scrolled(at: number): void {
    this.#lastScrollAt = at;
  }

  /** A press or click: from `from` on, things may be its answer. */
  open(from: number, at: number): void {
    for (const response of this.#recent) {
      if (response.at >= from && response.at > this.openUntil) this.#keep(response);
    }
    this.#recent = [];
    this.#repeats = new Map();
    this.openUntil = Math.max(this.openUntil, at + ANSWER_WINDOW_MS);
    this.act(at);
  }

  /** Another document follows: what was learned of this one's nodes is kept by their paths. Call before it is replaced. */
  leaveDocument(): void {
    // A click may still make answers of them.
    for (const { sources } of this.#recent) this.#book.keep(sources);
    this.#book.leaveDocument(this.#mirror.epoch, (key) => {
      const node = this.#mirror.get(Math.floor(key / DOINGS));
      return node ? pathOf(node, key % DOINGS) : null;
    });
  }

  enterDocument(at: number): void {
    this.#documentAt = at;
    this.#lastScrollAt = -Infinity;
  }

  /** Something that no node of the page did, e.g. a navigation. */
  happened(at: number, kind: ResponseKind, reachMs = ANSWER_WINDOW_MS): void {
    this.#take({ at, kind, sources: [], previousAt: null, documentAt: this.#documentAt, reachMs });
  }

  /** A doing of `node`. */
  did(
    at: number,
    kind: ResponseKind,
    node: MirrorNode,
    doing: number,
    reachMs = ANSWER_WINDOW_MS,
  ): void {
    const { epoch } = this.#mirror;
    const previousAt = this.#book.note(epoch, node.id * DOINGS + doing, this.#moment(at));
    if (previousAt === null) this.#book.prune(epoch, at, this.#isGone);
    if (at <= this.openUntil && !this.#isNew(node, doing)) return;
    const sources =
      at <= this.openUntil ? this.#sourcesOf(node, doing) : [this.#source(node, doing, null)];
    this.#take({ at, kind, sources, previousAt, documentAt: this.#documentAt, reachMs });
  }

  requested(at: number, path: string): void {
    const key = hashCode(path);
    const previousAt = this.#book.note(REQUESTS, key, this.#moment(at));
    const sources = [{ epoch: REQUESTS, key, path: null }];
    this.#take({
      at,
      kind: "request",
      sources,
      previousAt,
      documentAt: this.#documentAt,
      reachMs: ANSWER_WINDOW_MS,
    });
  }

  readonly #isGone = (key: number): boolean =>
    this.#mirror.get(Math.floor(key / DOINGS)) === undefined;

  #moment(at: number): Moment {
    return { at, sinceActMs: at - this.#lastActAt, quiet: this.#quiet };
  }

  #take(response: Response): void {
    if (response.at <= this.openUntil) {
      this.#keep(response);
      return;
    }
    this.#recent.push(response);
    if (this.#recent.length > RECENT * 2) this.#recent = this.#recent.slice(-RECENT);
  }

  #keep(response: Response): void {
    this.responses.push(response);
    this.#book.keep(response.sources);
  }

  #isNew(node: MirrorNode, doing: number): boolean {
    const key = `${node.id}/${doing}`;
    const count = this.#repeats.get(key) ?? 0;
    this.#repeats.set(key, count + 1);
    return count < MAX_REPEATS;
  }

  #sourcesOf(node: MirrorNode, doing: number): Source[] {
    const sources = [this.#source(node, doing, pathOf(node, doing))];
    let up = doing === CHILDREN || doing === ATTRIBUTES ? node.parent : null;
    for (let i = 0; up && i < ANCESTORS && up.tag !== "body"; i++, up = up.parent) {
      sources.push(this.#source(up, CHILDREN, pathOf(up, CHILDREN)));
    }
    return sources;
  }

  #source(node: MirrorNode, doing: number, path: string | null): Source {
    const { epoch } = this.#mirror;
    const key = node.id * DOINGS + doing;
    const known = this.#sources.get(key);
    if (known && known.epoch === epoch && known.path === path) return known;
    const source = { epoch, key, path: path === null ? null : this.#onePath(path) };
    if (this.#sources.size >= MOST_SHARED) this.#sources.clear();
    this.#sources.set(key, source);
    return source;
  }

  #onePath(path: string): string {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    if (this.#paths.size >= MOST_SHARED) this.#paths.clear();
    this.#paths.set(path, path);
    return path;
  }
}

/** A 32-bit hash of a text, to use it where node ids are numbers. */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
