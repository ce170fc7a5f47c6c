import type { SignalPayload } from "../../../format/signals/signals.ts";
import { createLimiter } from "../limiter.ts";
import type { SignalContext } from "../signal-source.ts";
import { callSite } from "./initiator.ts";
import { watchInteractions } from "./interaction.ts";

type Network = SignalPayload<"waymark.network">;
export type How = Network["how"];
/** What of a payload is not the log's own. */
export type Facts = Omit<Partial<Network>, "id" | "phase" | "how">;

/** A request that the page's scripts make. */
export interface Tracked {
  readonly id: string;
  readonly how: How;
  /** As the browser asks for it, without its fragment. */
  readonly url: string;
  /** Of the page's clock (`performance.now`). */
  readonly startedAt: number;
  /** Asked for in a way that lets no script look at the answer. */
  readonly mayBeOpaque: boolean;
  /** What is known of its end so far. */
  facts: Facts;
  /** What is still waited for before its end is told: a body that is being read. */
  holds: number;
  over: boolean;
  /** Called once when it is over. */
  onOver?: () => void;
}

export interface RequestLog {
  /** Null for one that is left out, as too many come. */
  begin(how: How, url: string, facts: Facts, mayBeOpaque?: boolean): Tracked | null;
  /** The open request of a kind and address that began next to this time of the page's clock. */
  find(how: How, url: string, startedAt?: number): Tracked | null;
  /** Tells its end, with all facts, or once what is waited for is there. `at` is epoch milliseconds. */
  end(request: Tracked, facts: Facts, at?: number): void;
  /** Lets go of what its end waited for. */
  release(request: Tracked): void;
  /** What happens between its start and its end. */
  tell(request: Tracked, phase: "open" | "message", facts: Facts): void;
  /** One that only its end is known of. */
  whole(how: How, facts: Facts, at: number): void;
  /** Whether what is over now was told already, or left out at its start. */
  wasToldOf(how: How, url: string): boolean;
}

/** What a page starts at once, and then in a second; what is above is counted and left out. */
const CALLS = { burst: 300, perSecond: 20 };
/** As `CALLS`, for what the browser loads for the page. */
const LOADS = { burst: 300, perSecond: 50 };
/** Requests that are remembered; pages leave some open for ever. */
const MOST_OPEN = 1_000;

/** Keeps the open requests of a document, and tells of each its start and its end under one id. */
export function createRequestLog(context: SignalContext, now: () => number): RequestLog {
  const { primitives, say } = context;
  // Ids are joined over a whole tab, so each document counts from another start.
  const document = primitives.now().toString(36);
  let count = 0;
  const calls = createLimiter(context, "network", CALLS);
  const loads = createLimiter(context, "network", LOADS);
  const recentAct = watchInteractions(context);
  const open = new Set<Tracked>();
  /** Ended before the browser's own entry of them came. */
  const ended = new Set<Tracked>();
  const leftOut: Partial<Record<How, number>> = {};
  const nextId = () => `${document}-${count++}`;

  function tellEnd(request: Tracked, at?: number): void {
    const { id, how, url, startedAt, facts } = request;
    open.delete(request);
    if (!facts.timing) remember(ended, request);
    say(
      "waymark.network",
      {
        id,
        phase: "end",
        how,
        url,
        durationMs: Math.max(0, Math.round(now() - startedAt)),
        ...facts,
      },
      at,
    );
  }

  return {
    begin(how, url, facts, mayBeOpaque = false) {
      if (!calls.take()) {
        leftOut[how] = (leftOut[how] ?? 0) + 1;
        return null;
      }
      const request: Tracked = {
        id: nextId(),
        how,
        url,
        startedAt: now(),
        mayBeOpaque,
        facts: {},
        holds: 0,
        over: false,
      };
      const initiator = callSite();
      const interaction = recentAct();
      say("waymark.network", {
        id: request.id,
        phase: "start",
        how,
        url,
        ...facts,
        ...(initiator && { initiator }),
        ...(interaction && { interaction }),
      });
      remember(open, request);
      return request;
    },
    find(how, url, startedAt) {
      let best: Tracked | null = null;
      for (const each of open) {
        if (each.over || each.how !== how || each.url !== url) continue;
        if (startedAt === undefined) return each;
        const isNearer =
          !best || Math.abs(each.startedAt - startedAt) < Math.abs(best.startedAt - startedAt);
        if (isNearer) best = each;
      }
      return best;
    },
    end(request, facts, at) {
      if (request.over) return;
      request.over = true;
      Object.assign(request.facts, facts);
      request.onOver?.();
      if (request.holds === 0) tellEnd(request, at);
      else request.facts.durationMs ??= Math.max(0, Math.round(now() - request.startedAt));
    },
    release(request) {
      request.holds--;
      if (request.over && request.holds === 0) tellEnd(request);
    },
    tell({ id, how, url }, phase, facts) {
      say("waymark.network", { id, phase, how, url, ...facts });
    },
    whole(how, facts, at) {
      if (!loads.take()) return;
      say("waymark.network", { id: nextId(), phase: "end", how, whole: true, ...facts }, at);
    },
    wasToldOf(how, url) {
      for (const each of ended) {
        if (each.how !== how || each.url !== url) continue;
        ended.delete(each);
        return true;
      }
      const left = leftOut[how] ?? 0;
      if (left > 0) leftOut[how] = left - 1;
      return left > 0;
    },
  };
}

function remember(list: Set<Tracked>, request: Tracked): void {
  list.add(request);
  const [oldest] = list;
  if (list.size > MOST_OPEN && oldest) list.delete(oldest);
}
