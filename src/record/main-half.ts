import { messageOf } from "../format/errors.ts";
import { INDICATOR_TAG } from "../format/indicator.ts";
import type { Consent } from "../format/session.ts";
import { PAGE_IS_BUSY } from "../format/signals/signals.ts";
import { keptConsent, keepConsent } from "../privacy/page/kept-consent.ts";
import { gpcRefusal, pageRefusal } from "../privacy/page/refusal.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import { NodeCounts } from "../privacy/sanitize/node-counts.ts";
import { createBatcher } from "./batcher.ts";
import { type Capture, startCapture } from "./capture.ts";
import { type Kit, takeKit } from "./hook.ts";
import { type LoadWatch, watchLoad } from "./load-watch.ts";
import { type ConsentState, installPageApi, type PageApi, type PageVoice } from "./page-api.ts";
import { plainJson } from "./plain-json.ts";
import {
  type Batch,
  type FromPage,
  HERE_EVENT,
  type Handover,
  handOver,
  INDICATOR_EVENT,
  type Leaving,
  sayOf,
  TAKE_EVENT,
  type ToPage,
} from "./protocol.ts";

/** Without a port by then, nobody wants this document recorded after all. */
const GIVE_UP_AFTER_MS = 10_000;
/** A document that is still there so long after `beforeunload` stays. */
const LEAVING_MS = 10_000;

/** At a click all that waits to be stored is handed over at once, unless it is more than this. */
const MOST_URGENT_CHARS = 256 * 1024;
/** On the way out, where each event goes at once, what waits goes with it unless it is more than this: up to 1 MB a second. */
const MOST_LEAVING_CHARS = 32 * 1024;
/** No user clicks faster. */
const URGENT_EVERY_MS = 30;

/**
 * The half that runs in the page's main world, where rrweb sees what page scripts do. It records
 * when told to through the port and is silent otherwise.
 */
export function runMainHalf(global: Window & typeof globalThis): void {
  const kit = takeKit(global);
  if (!kit) return;
  const { primitives } = kit;
  const leave = primitives.listen(global, HERE_EVENT, (event) => event.preventDefault());
  if (kit.port) return serve(global, kit, kit.port, leave);
  const giveUp = primitives.setTimeout(() => {
    kit.onPort = null;
    leave();
  }, GIVE_UP_AFTER_MS);
  kit.onPort = (port) => {
    primitives.clearTimeout(giveUp);
    serve(global, kit, port, leave);
  };
}

/** `leave` is called when this document is no longer recorded. */
function serve(
  global: Window & typeof globalThis,
  kit: Kit,
  port: MessagePort,
  leave: () => void,
): void {
  const { primitives } = kit;
  primitives.stringify = plainJson(global, primitives.stringify);
  const say = (message: FromPage) => primitives.post(port, message);
  const batcher = createBatcher(
    primitives,
    (batch) => {
      // On the way out there may be no time for the answer to what is before it.
      if (!isLeaving() || !isDue() || !handsAllOver(MOST_LEAVING_CHARS)) post(batch);
    },
    () => capture?.takeHits() ?? {},
    () => fail("Nothing that this page sent was stored, and the page can hold no more."),
    () => global.document.visibilityState === "hidden" || isLeaving(),
  );
  /** The number of the next batch when all before it were handed over at pagehide; else -1. */
  let saidAll = -1;
  /** Until then every event goes out at once, as the document may be taken off the stage any time. */
  let leavingUntil = 0;
  let capture: Capture | null = null;
  let load: LoadWatch | null = null;
  let begun: Extract<ToPage, { type: "begin" }> | null = null;
  let urgentAt = 0;
  let ends: (() => void)[] = [];
  let consent: ConsentState = "not-needed";
  const voice: PageVoice = { hear: null };
  const counts = new NodeCounts();
  let api: PageApi | null = null;
  /** A recorder is at work here, or waits to be. */
  let held = false;

  function start(because: Extract<ToPage, { type: "begin" }>["because"]): void {
    if (!begun || capture || isRefused(pageRefusal)) return;
    if (begun.policy.backsOff) {
      load ??= watchLoad(global, primitives, backOff, () => start("calm"));
    }
    // Told to begin anew by its parent page: it does when the load is over.
    if (load?.busy) return;
    try {
      capture = startCapture(
        global,
        kit,
        begun.policy,
        because,
        (json, urgent) => {
          batcher.add(json);
          if (urgent) flushUrgently();
        },
        () => batcher.flush(),
        (error) => fail(`The recorder failed in this page: ${messageOf(error)}`),
        load?.spent,
        voice,
        counts,
      );
    } catch (error) {
      fail(`The recorder could not start in this page: ${messageOf(error)}`);
    }
  }

  function post(batch: Batch): void {
    if (begun && !isRefused()) give({ batches: [batch] });
  }

  /** False where the isolated half did not take it: its document is no longer recorded, or forbids it. */
  const give = (handover: Handover) => {
    const jsons = handover.batches.map(({ json }) => json);
    return handOver(primitives.tell, port, jsons, sayOf(handover));
  };

  /** Scripts can click thousands of times a second; those wait for their batch like anything else. */
  function flushUrgently(): void {
    if (isDue()) flushNow();
  }

  function isDue(): boolean {
    const now = primitives.now();
    if (now - urgentAt < URGENT_EVERY_MS) return false;
    urgentAt = now;
    return true;
  }

  /** In this turn, as the tab may close itself. */
  function flushNow(): void {
    capture?.settle();
    // In its turn only what the isolated half does not take at once.
    batcher.flush((batch) => {
      if (!handsAllOver(MOST_URGENT_CHARS)) post(batch);
    });
  }

  /** All that waits for an answer, unless it is too much. */
  const handsAllOver = (most: number) => batcher.waitingChars < most && handAllOver(false);

  const isLeaving = () => primitives.now() < leavingUntil;

  /** Leaves a page alone that is under load: rrweb is gone until it is calm. */
  function backOff(): void {
    capture?.stop("gap", PAGE_IS_BUSY);
    capture = null;
    batcher.flush();
  }

  /** Told to one that is at work, it means that the parent page has to show this frame anew. */
  function resume(): void {
    if (capture) capture.renew();
    else start("resume");
  }

  /**
   * Only this world sees a Global Privacy Control that another extension, or the page, has set. All
   * else the isolated half looks at again before anything leaves the page.
   */
  function isRefused(look: typeof pageRefusal = (_, navigator) => gpcRefusal(navigator)): boolean {
    const refusal = look(global.document, global.navigator);
    if (refusal) refuse(refusal.code, refusalSentence(refusal.why));
    return refusal !== null;
  }

  function halt(what: "pause" | "stop", reason?: string): void {
    capture?.stop(what, reason);
    capture = null;
    batcher.flush();
    say({ type: "flushed", nextSeq: batcher.nextSeq });
  }

  function refuse(code: Extract<FromPage, { type: "refused" }>["code"], sentence: string): void {
    batcher.drop();
    say({ type: "refused", code, sentence });
    end();
  }

  function fail(sentence: string): void {
    if (capture) halt("stop", sentence);
    say({ type: "failed", sentence });
    end();
  }

  function end(): void {
    load?.end();
    load = null;
    for (const one of ends) one();
    ends = [];
    // First: what it says last is told to nobody.
    begun = null;
    capture?.stop("stop");
    capture = null;
    held = false;
    leave();
  }

  /**
   * The document may die after this turn: only a synchronous event still gets out (see protocol.ts).
   * True when the isolated half has taken it, which then sees to it that it is stored.
   */
  function handAllOver(leaving: Leaving): boolean {
    if (!begun || isRefused()) return false;
    capture?.settle();
    if (leaving === true) capture?.hurry();
    if (leaving) capture?.conclude();
    const batches = batcher.takeTail();
    return (batches.length === 0 && !leaving) || give({ batches, leaving });
  }

  /** A document that is left is hidden too, right after it said its last words: only then some vitals are known. */
  function hasSaidAll(): boolean {
    capture?.settle();
    capture?.conclude();
    return batcher.isEmpty && batcher.nextSeq === saidAll;
  }

  /** In the cache a document says nothing more, at pagehide neither: it is to have said all before. */
  function aboutToLeave(): void {
    leavingUntil = primitives.now() + LEAVING_MS;
    handAllOver("soon");
  }

  /** What stands from the first word on, before anything is recorded. */
  function hold(): void {
    if (held) return;
    held = true;
    api = installPageApi(global, (type) => primitives.tell(global, type), {
      state: () => consent,
      onOptOut: () => refuse("opt-out", "You opted out of recording on this site."),
      onConsent(given) {
        keepConsent(global.document, given);
        agree(given);
      },
      now: primitives.now,
      stringify: primitives.stringify,
      voice,
    });
    ends.push(
      primitives.listen(global, TAKE_EVENT, (event) => {
        const box = (event as CustomEvent<{ kit?: null } | null>).detail;
        if (box) box.kit = null;
      }),
      primitives.listen(global, INDICATOR_EVENT, onIndicator),
      api.end,
    );
  }

  /** A page that forges this keeps an element of its own out of its own recording, and nothing else. */
  function onIndicator(event: Event): void {
    event.stopImmediatePropagation();
    const host = (event as MouseEvent).relatedTarget as Element | null;
    if (host?.localName !== INDICATOR_TAG || host.isConnected) return;
    kit.indicator = host;
    capture?.ignore(host);
    event.preventDefault();
  }

  /** What the early hook has seen goes, unless it saw it after the site had the consent. */
  function wait(): void {
    if (begun || isRefused(pageRefusal)) return;
    consent = "waiting";
    hold();
    kit.stopHandingOver();
    const kept = keptConsent(global.document, primitives.now());
    if (kept) return agree(kept);
    kit.stopWatching();
    kit.clicks.length = 0;
    kit.errors.length = 0;
    api?.announce();
  }

  function agree(given: Consent): void {
    consent = "given";
    say({ type: "consent", consent: given });
  }

  function begin(message: Extract<ToPage, { type: "begin" }>): void {
    begun = message;
    say({ type: "begun" });
    kit.stopHandingOver();
    hold();
    ends.push(
      primitives.listen(global, "pagehide", () => {
        handAllOver(true);
        saidAll = batcher.nextSeq;
      }),
      primitives.listen(global.document, "freeze", () => void handAllOver(false)),
      primitives.listen(global.document, "visibilitychange", () => {
        if (global.document.visibilityState === "hidden" && !hasSaidAll()) handAllOver(false);
      }),
      primitives.listen(global, "pageshow", (event) => {
        leavingUntil = 0;
        saidAll = -1;
        // What was on its way when the document was frozen may not have arrived.
        if ((event as PageTransitionEvent).persisted) handAllOver(false);
      }),
      // Where there is no `freeze`, pages that listen to this one are kept out of the cache.
      ...("onfreeze" in global.document
        ? [primitives.listen(global, "beforeunload", () => aboutToLeave())]
        : []),
    );
    start(message.because);
    api?.announce();
  }

  port.onmessage = ({ data }: MessageEvent<ToPage>) => {
    switch (data.type) {
      case "wait":
        return wait();
      case "begin":
        return begun ? resume() : begin(data);
      case "ack":
        return batcher.acknowledge(data.seq);
      case "pause":
        return halt("pause");
      case "resume":
        return resume();
      case "flush":
        batcher.flush();
        return say({ type: "flushed", nextSeq: batcher.nextSeq });
      case "stop":
        // What was held back for a moment goes with the rest.
        capture?.settle();
        if (data.drop) batcher.drop();
        halt("stop", data.reason);
        return end();
    }
  };
}
