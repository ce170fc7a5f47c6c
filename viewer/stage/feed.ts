import type { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
import type { RecordedEvent } from "../../src/format/events.ts";
import type { RawRun, Scene } from "../../src/worker/api.ts";

/** Where a stage gets one tab's pages and events from; the worker, as a rule. */
export interface ReplaySource {
  /** See `WaymarkWorker.seekTab`. */
  seek(at: number): Promise<Scene>;
  /** See `WaymarkWorker.seekAhead`. */
  seekAhead?(at: number): Promise<number | null>;
  /** See `WaymarkWorker.readRun`. */
  read(run: number, after?: number): Promise<RawRun | null>;
}

/** Hand over the next run when what was handed over ends within this much playing time. */
const AHEAD_MS = 2_000;
/** This close to the end of what there is, the clock must wait for more. */
const REACH_MS = 50;
/** The Replayer keeps all it was given; what it has played is taken away in lots of this size. */
const PRUNE_EVENTS = 1_000;

/** Brings the events after a scene to its Replayer, one run ahead of the clock. */
export interface Feed {
  /**
   * Whether the Replayer may run at `at` (epoch milliseconds) and `rate`: false while the events
   * that come next are not there yet. Asking fetches them.
   */
  flowsAt(at: number, rate: number): boolean;
}

/** Nothing is fetched before it plays: most seeks are followed by another, and a run takes a moment at most. */
export function makeFeed(
  replayer: Replayer,
  source: ReplaySource,
  { run: first, at: sceneAt, runCount }: Omit<Scene, "json">,
  onError: (error: unknown) => void,
): Feed {
  let next = first;
  /** What has been handed over ends here; from then on more is needed. */
  let fedUntil = sceneAt;
  let waiting: RawRun | null = null;
  let fetching = false;
  let failed = false;

  const isOver = () => next >= runCount && waiting === null && !fetching;

  async function fetch(): Promise<void> {
    if (fetching || waiting || failed || next >= runCount) return;
    fetching = true;
    try {
      waiting = await source.read(next, next === first ? sceneAt : undefined);
      next++;
    } catch (error) {
      // Said once; the clock then stands where the events end.
      failed = true;
      onError(error);
    } finally {
      fetching = false;
    }
  }

  function handOver(run: RawRun): void {
    const events = JSON.parse(new TextDecoder().decode(run.json)) as RecordedEvent[];
    for (const event of events) replayer.addEvent(event as eventWithTime);
    fedUntil = Math.max(fedUntil, run.lastEventAt);
  }

  /** The first event stays: the Replayer's clock counts from it. */
  function prune(at: number): void {
    const { events } = replayer.service.state.context;
    let played = 1;
    while (played < events.length && events[played]!.timestamp < at) played++;
    if (played > PRUNE_EVENTS) events.splice(1, played - 1);
  }

  return {
    flowsAt(at, rate) {
      if (waiting && fedUntil - at < AHEAD_MS * Math.max(1, rate)) {
        const run = waiting;
        waiting = null;
        prune(at);
        handOver(run);
        void fetch();
      } else void fetch();
      return isOver() || fedUntil - at > REACH_MS * Math.max(1, rate);
    },
  };
}
