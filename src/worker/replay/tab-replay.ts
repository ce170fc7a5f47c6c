import { WaymarkError } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import { DomMirror } from "../../dom/mirror.ts";
import { snapshotOf } from "../../dom/snapshot.ts";
import { stringify } from "../../format/stringify.ts";
import { encodeUtf8 } from "../../store/bytes.ts";
import type { OnProgress, RawRun, Scene, SceneClick } from "../api.ts";
import type { Keyframe } from "../../ask/keyframe.ts";
import type { Keyframes } from "./keyframes.ts";
import { type Run, runAt } from "../../ask/runs.ts";
import { clickOf } from "./click-of.ts";

/** A click this short before the moment sought is shown, since it is what one came to see. */
const RECENT_CLICK_MS = 900;

export interface TabReplayOptions {
  runs: readonly Run[];
  /**
   * A run's events in time order, freshly parsed; with `until` at least those up to that time, and what follows at
   * once. What is damaged is left out.
   */
  readEvents(run: Run, until?: number): Promise<RecordedEvent[]>;
  /** The same as bytes, for a run that is fed whole. */
  readRaw(run: Run): Promise<RawRun>;
  keyframes: Keyframes;
  /** Stands in where a recording carries no Meta; without one rrweb never shows its frame. */
  viewport: { width: number; height: number };
}

/** Replays one tab from wherever one likes, at a cost that does not grow with the recording. */
export interface TabReplay {
  readonly runs: readonly Run[];
  /**
   * The page once every event up to and including `at` (epoch milliseconds) has happened, or the
   * first page where `at` is before it. Rejects with `cancelled` when `signal` fires.
   */
  seek(at: number, signal: AbortSignal, onProgress?: OnProgress): Promise<Scene>;
  /**
   * The tab's node tree at `at`, or at the first page where `at` is before it, to be asked for nodes,
   * text, markup. `shownAt` is the moment it is of.
   */
  mirrorAt(
    at: number,
    signal: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<{ mirror: DomMirror; shownAt: number }>;
  /** The events of a run later than `after`, all by default; null past the last run. */
  read(run: number, after?: number): Promise<RawRun | null>;
  /** Time of the nearest recorded event after (or before) `at`; null at the end. */
  step(at: number, by: 1 | -1): Promise<number | null>;
  /** Makes the keyframes that are due before run `index`, and the first picture. */
  prepare(index: number, signal: AbortSignal, onProgress?: OnProgress): Promise<void>;
}

export function createTabReplay(options: TabReplayOptions): TabReplay {
  const { runs, readEvents, readRaw, keyframes, viewport } = options;

  /**
   * The page before run `index`, from the nearest keyframe. Those that are due on the way are made; where somebody
   * waits (`isAwaited`) and the way is long, only a few of them: the next seek makes what it lacks.
   */
  async function mirrorBefore(
    index: number,
    isAwaited: boolean,
    signal: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<DomMirror> {
    let from = index;
    let keyframe: Keyframe | null = null;
    while (from > 0 && !keyframe) {
      keyframe = await keyframes.read(runs[from - 1]!);
      if (!keyframe) from--;
      stopIf(signal);
    }
    // One run ahead: of more there is no room.
    let reading = readFrom(from < index ? from : runs.length);
    const mirror = new DomMirror();
    mirror.viewport = { ...viewport };
    for (const event of keyframe?.events ?? []) mirror.apply(event);
    const isFar = bytesOf(runs.slice(from, index)) > FAR_BYTES;
    const due = whenDue(keyframe?.bytes ?? 0, isAwaited && isFar);
    let bytes = bytesOf(runs.slice(0, from));
    for (let at = from; at < index; at++) {
      onProgress?.({
        done: (at - from) / (index - from),
        what: "Preparing to jump in this recording",
      });
      const run = runs[at]!;
      const events = await reading;
      if (at + 1 < index) reading = readFrom(at + 1);
      for (const event of events) mirror.apply(event);
      bytes += run.bytes;
      if (due.after(run, bytes)) {
        due.written(await keyframes.write(run, snapshotOf(mirror, run.lastEventAt)));
      }
      stopIf(signal);
    }
    return mirror;
  }

  /** The first run, where nothing of it has happened at `at` yet and it can no longer change. */
  function opensAt(index: number, at: number): Run | null {
    const run = runs[index];
    return run && index === 0 && !run.hasTail && at <= run.firstEventAt ? run : null;
  }

  function readFrom(index: number, until?: number): Promise<RecordedEvent[]> {
    const run = runs[index];
    const events = run ? readEvents(run, until) : Promise.resolve([]);
    // Whoever awaits it is told, if one gets that far.
    events.catch(() => undefined);
    return events;
  }

  /** The page at a moment, or the first one after it, with the run that it is in and a click right before it. */
  async function pageAt(
    at: number,
    signal: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<{ mirror: DomMirror; shownAt: number; click: SceneClick | null; index: number }> {
    let index = runAt(runs, at);
    let shownAt = at;
    let click: SceneClick | null = null;
    // The keyframe and what follows it are read side by side.
    const reading = readFrom(index, at);
    const mirror = await mirrorBefore(index, true, signal, onProgress);
    function apply(event: RecordedEvent): void {
      mirror.apply(event);
      if (event.timestamp > shownAt - RECENT_CLICK_MS) click = clickOf(event) ?? click;
    }
    for (const event of await reading) {
      if (event.timestamp > at) break;
      apply(event);
    }
    stopIf(signal);
    // Before the first page: go on until there is one.
    for (; !mirror.root && index < runs.length; index++) {
      for (const event of await readFrom(index)) {
        if (event.timestamp <= at) continue;
        if (mirror.root && event.timestamp > shownAt) break;
        shownAt = event.timestamp;
        apply(event);
      }
      stopIf(signal);
      if (mirror.root) break;
    }
    return { mirror, shownAt, click, index };
  }

  async function seek(at: number, signal: AbortSignal, onProgress?: OnProgress): Promise<Scene> {
    const first = opensAt(runAt(runs, at), at);
    const opening = first && (await keyframes.readOpening(first));
    if (opening) {
      return { ...opening, hasPicture: true, click: null, run: 0, runCount: runs.length };
    }
    const { mirror, shownAt, click, index } = await pageAt(at, signal, onProgress);
    const events = mirror.root ? snapshotOf(mirror, shownAt) : [];
    const json = stringify(events);
    if (first && index === 0 && mirror.root) {
      await keyframes.writeOpening(first, { at: shownAt, json });
    }
    return {
      json,
      at: shownAt,
      hasPicture: mirror.root !== null,
      click,
      run: index,
      runCount: runs.length,
    };
  }

  return {
    runs,
    seek,
    mirrorAt: pageAt,
    async read(index, after) {
      const run = runs[index];
      if (!run) return null;
      if (after === undefined || after < run.firstEventAt) return readRaw(run);
      const events = (await readEvents(run)).filter(({ timestamp }) => timestamp > after);
      return packRun(events, after);
    },
    async step(at, by) {
      const start = runAt(runs, at);
      for (let index = start; index >= 0 && index < runs.length; index += by) {
        const times = (await readEvents(runs[index]!)).map(({ timestamp }) => timestamp);
        const found =
          by > 0 ? times.find((time) => time > at) : times.findLast((time) => time < at);
        if (found !== undefined) return found;
      }
      return null;
    },
    async prepare(index, signal, onProgress) {
      const [first] = runs;
      if (first && !first.hasTail && !(await keyframes.readOpening(first))) {
        await seek(first.firstEventAt, signal);
      }
      await mirrorBefore(index, false, signal, onProgress);
    },
  };
}

/**
 * A keyframe is worth its place when the runs since the last one are three times its size: so all of
 * them together take a third of the recording at the most, whatever the page's size. But a seek must
 * not have to apply more than this of a huge page's events.
 */
const WORTH = 3;
const MOST_BYTES = 4_000_000;
/**
 * Up to here they may take half of the recording, which is not much yet: most pages then have one
 * before every run, and most recordings are no longer than this.
 */
const EARLY_BYTES = 16_000_000;
const EARLY_WORTH = 2;
/** A longer way takes its time: some 20 ms a megabyte, and with a keyframe for each as much again. */
const FAR_BYTES = 2 * MOST_BYTES;

const bytesOf = (runs: readonly Run[]) => runs.reduce((sum, run) => sum + run.bytes, 0);

interface Due {
  /** `bytes` is how much of the recording ends with `run`. */
  after(run: Run, bytes: number): boolean;
  written(size: number): void;
}

/** Tells after which runs a keyframe is due; `size` is that of the one before, 0 without one. */
function whenDue(size: number, isHasty: boolean): Due {
  let last = size;
  let since = 0;
  return {
    after(run, bytes) {
      since += run.bytes;
      const worth = bytes <= EARLY_BYTES ? EARLY_WORTH : WORTH;
      return since >= (isHasty ? MOST_BYTES : Math.min(MOST_BYTES, worth * last));
    },
    written(next) {
      last = next;
      since = 0;
    },
  };
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted)
    throw new WaymarkError("cancelled", "Another moment was asked for meanwhile.");
}

/** Events as a run; without any, it ends where it starts, at `at`. */
export function packRun(events: readonly RecordedEvent[], at = 0): RawRun {
  return {
    firstEventAt: events[0]?.timestamp ?? at,
    lastEventAt: events.at(-1)?.timestamp ?? at,
    eventCount: events.length,
    json: encodeUtf8(stringify(events)),
  };
}
