import { messageOf } from "../../src/format/errors.ts";
import type { Scene } from "../../src/worker/api.ts";
import type { StageElement } from "./element-at.ts";
import type { ReplaySource } from "./feed.ts";
import type { StagePoint } from "./place.ts";
import { makeStagePage } from "./stage-page.ts";
import { canChangePlaces, type Drawn, makeTwoPages } from "./two-pages.ts";

export interface StageOptions {
  /** Epoch milliseconds of offset 0. */
  startedAt: number;
  durationMs: number;
  onResize(size: { width: number; height: number }): void;
  /** A click is being replayed, or stands right before the moment that was sought. */
  onClick(click: StagePoint): void;
  /** The end was reached. */
  onFinish(): void;
  /** A replayed document was built anew: the place to listen for its keys. It may not be on stage yet. */
  onDocument(page: Document): void;
  /** A moment that was sought stands on the stage. Nothing may be sought from here. */
  onScene(scene: Drawn): void;
  /** The stage waits for the worker (true), or goes on. */
  onWait(waits: boolean): void;
  onError(error: unknown): void;
}

/** Replays one tab. Positions are offsets in milliseconds from the session's start. */
export interface Stage {
  /**
   * Shows the page as it was once every event up to and including `offsetMs` had happened. Resolves
   * when it, or a moment sought later, is shown; the last one sought wins.
   */
  seek(offsetMs: number): Promise<void>;
  /**
   * That moment is likely to be sought next: it is worked out, and drawn out of sight where that holds nobody up.
   * Resolves once that is done, or not to be done.
   */
  point(offsetMs: number): Promise<void>;
  /** True while the moment asked for is not shown yet; `position` says it already. */
  isSeeking(): boolean;
  /** 0 holds the picture; otherwise how many times faster than life. */
  setRate(rate: number): void;
  position(): number;
  document(): Document | null;
  /** The element at a point of the recorded tab's viewport, once the moment sought is shown. */
  elementAt(point: StagePoint): StageElement | null;
  destroy(): void;
}

/**
 * A seek that takes longer than this is worth breaking off for a newer one. Faster ones are waited
 * for: dragging along the bar then shows a picture every now and then.
 */
const BREAK_OFF_MS = 700;
/** A wait shorter than this is not noticed. */
const WORTH_A_WORD_MS = 150;
/** The scene of some 10,000 nodes, which are drawn in a fifth of a second; drawing more would hold up the pointer. */
const MOST_DRAWN_AHEAD = 1_000_000;

/**
 * Every seek shows a snapshot of the page at that moment, and never replays what came before. From then
 * on the Replayer is fed run by run.
 */
export function makeStage(root: HTMLElement, source: ReplaySource, options: StageOptions): Stage {
  const { startedAt, durationMs } = options;
  let rate = 0;
  /** The moment that is wanted on stage and not there yet. */
  let wanted: number | null = null;
  let pumping: Promise<void> | null = null;
  let askedAt = 0;
  let breakOff: () => void = () => {};
  /** The moment that was pointed at, and its scene, while that is on its way. */
  let pointed: { at: number; scene: Promise<Scene> | null } | null = null;
  const life = new AbortController();

  const pages = makeTwoPages(root, (place) => {
    const page = makeStagePage(place, source, {
      endAt: startedAt + durationMs,
      onResize: () => void (page === pages.front && tellSize()),
      onClick: (click) => void (page === pages.front && options.onClick(click)),
      onFinish: () => void (page === pages.front && options.onFinish()),
      onDocument: options.onDocument,
      onError(error) {
        if (page === pages.front) options.onError(error);
        else console.debug(`Waymark: a page out of sight reads no further: ${messageOf(error)}`);
      },
    });
    return page;
  });

  const momentOf = (offsetMs: number) =>
    startedAt + Math.min(Math.max(0, Math.round(offsetMs)), durationMs);

  function position(): number {
    if (wanted !== null) return wanted - startedAt;
    const at = pages.front.now();
    return at === null ? 0 : Math.min(durationMs, Math.max(0, Math.floor(at - startedAt)));
  }

  function tellSize(): void {
    if (pages.front.size) options.onResize(pages.front.size);
  }

  function seek(offsetMs: number): Promise<void> {
    const at = (wanted = momentOf(offsetMs));
    const patience = pages.isDrawn(at) ? 0 : BREAK_OFF_MS;
    if (pumping) setTimeout(breakOff, Math.max(0, askedAt + patience - performance.now()));
    else pumping = pump().finally(() => (pumping = null));
    return pumping;
  }

  async function pump(): Promise<void> {
    while (wanted !== null && !life.signal.aborted) {
      const at: number = wanted;
      const late = setTimeout(() => options.onWait(true), WORTH_A_WORD_MS);
      try {
        if (bring(at)) continue;
        const asked = sceneOf(at);
        // While the worker is at it.
        pages.front.prepare();
        const scene = await orBrokenOff(asked);
        if (life.signal.aborted) return;
        if (!scene) continue;
        if (scene.hasPicture) pages.front.show(scene, at);
        if (wanted === at) wanted = null;
        tellScene(scene);
      } catch (error) {
        if (wanted === at) wanted = null;
        if (!life.signal.aborted) options.onError(error);
      } finally {
        clearTimeout(late);
        // It would keep the scene's text.
        breakOff = () => {};
        options.onWait(false);
      }
    }
  }

  /** Whether that moment was drawn ahead, and stands on stage now. */
  function bring(at: number): boolean {
    const leaving = pages.front;
    const scene = pages.bring(at);
    if (!scene) return false;
    leaving.setRate(0);
    pages.front.setRate(rate);
    wanted = null;
    tellSize();
    tellScene(scene);
    return true;
  }

  function tellScene(scene: Drawn): void {
    const click = scene.click && pages.front.placeOf(scene.click);
    if (click) options.onClick(click);
    options.onScene(scene);
  }

  /** From the source, unless it was pointed at and is on its way already. */
  function sceneOf(at: number): Promise<Scene> {
    const known = pointed?.at === at ? pointed.scene : null;
    pointed = null;
    return known ?? source.seek(at);
  }

  /** Null when a newer moment is wanted and this one takes too long; the next question cancels it, if there is one. */
  function orBrokenOff(asked: Promise<Scene>): Promise<Scene | null> {
    askedAt = performance.now();
    return new Promise((resolve, reject) => {
      breakOff = () => resolve(null);
      asked.then(resolve, reject);
    });
  }

  async function point(offsetMs: number): Promise<void> {
    const at = momentOf(offsetMs);
    if (wanted !== null || !source.seekAhead) return;
    if (pointed?.at === at || pages.isDrawn(at) || at - startedAt === position()) return;
    const mine: NonNullable<typeof pointed> = (pointed = { at, scene: null });
    const rests = () => pointed === mine && wanted === null && !life.signal.aborted;
    try {
      const asked = source.seekAhead(at);
      if (mayDraw()) pages.prepare();
      const size = await asked;
      if (size === null || size > MOST_DRAWN_AHEAD || !rests() || !mayDraw()) return;
      const scene = await (mine.scene = source.seek(at));
      if (rests() && mayDraw() && scene.hasPicture) pages.draw(scene, at);
    } catch (error) {
      // Whoever seeks it is told, and it is made then.
      console.debug(`Waymark: a moment was not drawn ahead: ${messageOf(error)}`);
    } finally {
      if (pointed === mine) pointed = null;
    }
  }

  const mayDraw = () => rate === 0 && canChangePlaces();

  return {
    seek,
    point,
    isSeeking: () => wanted !== null,
    setRate(next) {
      rate = next;
      pages.front.setRate(next);
    },
    position,
    elementAt: (place) => (wanted === null ? pages.front.elementAt(place) : null),
    document: () => pages.front.document,
    destroy() {
      life.abort();
      pages.destroy();
    },
  };
}
