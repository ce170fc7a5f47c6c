import { record } from "rrweb";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../format/events.ts";
import {
  PAGE_IS_CALM,
  signalEvent,
  type SignalPayload,
  type SignalTag,
} from "../format/signals/signals.ts";
import { readyStateOf } from "../privacy/page/primitives.ts";
import { createGate1 } from "../privacy/page/gate1.ts";
import type { PagePolicy } from "../privacy/policy.ts";
import type { NodeCounts } from "../privacy/sanitize/node-counts.ts";
import { startComplements } from "./complements/complements.ts";
import { EVERY_SCROLL } from "./complements/scrolls.ts";
import { findShadowRoots } from "./complements/shadow-roots.ts";
import { earlyDocument } from "./early-document.ts";
import type { PageMirror } from "./complements/complement.ts";
import type { Kit } from "./hook.ts";
import { noteLeftovers } from "./leftovers.ts";
import { inParts, isCutOff, TOO_DEEP } from "./large-events.ts";
import type { PageVoice } from "./page-api.ts";
import type { BeginReason } from "./protocol.ts";
import { type SameOriginFrames, watchSameOriginFrames } from "./signals/same-origin-frames.ts";
import { startSignals } from "./signals/sources.ts";

/** rrweb lost an event to an error of its own: a fresh snapshot heals that, so often at the most. */
const MAX_HEALINGS = 5;

/** How far the document was when the recorder came into it, which is long before it is told to begin. */
const ARRIVED_WITH = globalThis.document && readyStateOf(globalThis.document);

/** The first snapshot is taken as DOMContentLoaded is told. */
const SNAPSHOT_WITHIN_MS = 1_000;

export interface Capture {
  /** The document is about to die: tells now what was to be told a moment later. */
  hurry(): void;
  /** Takes a full snapshot in the midst: whoever shows this document starts with it anew. */
  renew(): void;
  /** Leaves an element out that is not the page's, before it is part of it. */
  ignore(element: Element): void;
  /** Tells what was held back for a moment: after this turn nobody may be left to tell it. */
  settle(): void;
  /** The document may be left, or is no longer seen: tells what grew until now, such as its vitals. */
  conclude(): void;
  /** What gate 1 masked or dropped since the last call, by rule. */
  takeHits(): Record<string, number>;
  /** Ends it with a last `waymark.lifecycle` event. */
  stop(what: "pause" | "gap" | "stop", reason?: string): void;
}

/**
 * Records this document from now on: rrweb's events and our signals, each through gate 1, then as
 * JSON text to `emit`; `urgent` is what must not wait for its batch to fill. `flush` sends what was
 * emitted at once. `onFailure` is called once if it cannot go on.
 */
export function startCapture(
  global: Window & typeof globalThis,
  kit: Kit,
  policy: PagePolicy,
  because: BeginReason,
  emit: (json: string, urgent: boolean) => void,
  flush: () => void,
  onFailure: (error: unknown) => void,
  /** Hears what judging and writing events costs this page, in ms. */
  onSpent?: (ms: number) => void,
  /** Where the page's own words come from. */
  voice?: PageVoice,
  /** What captures of this document before counted. */
  counts?: NodeCounts,
): Capture {
  const { primitives } = kit;
  const gate = createGate1(policy, {
    document: global.document,
    mirror: record.mirror,
    ...(counts && { counts }),
  });
  let healings = 0;
  /** The one worth telling: what comes after it is often only its consequence. */
  let firstError: unknown;
  let over = false;
  /** The click that is being dispatched was made by a script. Those may wait: no user did that. */
  let byScript = false;
  const stopTelling = primitives.listen(global, "click", ({ isTrusted }) => {
    byScript = !isTrusted;
    if (byScript) primitives.soon(() => (byScript = false));
  });

  /** Told before what is written is there. An edit context gets keys, and no element hears of what they write. */
  const stopEdits = (["beforeinput", "keydown"] as const).map((type) =>
    primitives.listen(global, type, (event) => {
      const [target] = event.composedPath();
      if (type === "keydown" && !(target as { editContext?: unknown }).editContext) return;
      const id = record.mirror.getId(target as Node);
      if (id > 0) gate.noteEdited(id);
    }),
  );

  function passNow(event: RecordedEvent): void {
    const allowed = gate.filter(event);
    if (allowed) emit(primitives.stringify(allowed), !byScript && isClick(event));
  }
  const { performance } = global;
  function passTimed(event: RecordedEvent): void {
    const from = performance.now();
    passNow(event);
    onSpent?.(performance.now() - from);
  }
  const pass = onSpent ? passTimed : passNow;
  function say<T extends SignalTag>(
    tag: T,
    payload: SignalPayload<T>,
    at = primitives.now(),
  ): void {
    pass(signalEvent(tag, payload, Math.round(at)));
  }

  if (because === "calm") say("waymark.lifecycle", { what: "resume", reason: PAGE_IS_CALM });
  else
    say("waymark.lifecycle", { what: because === "resume" ? "resume" : "start", reason: because });
  let snapshotTaken = false;
  /** Clicks from before the first snapshot, which gives their elements ids. */
  function tellEarlyClicks(): void {
    for (const { target, x, y } of kit.clicks.splice(0)) {
      const id = record.mirror.getId(target);
      if (id > 0) pass(clickEvent(id, x, y, primitives.now()));
    }
  }

  const removeLeftovers = noteLeftovers(global);
  const roots = findShadowRoots(global, kit);
  const complements = startComplements(
    {
      global,
      primitives,
      mirror: record.mirror as unknown as PageMirror,
      emit: (data) =>
        pass({ type: EventType.IncrementalSnapshot, data, timestamp: primitives.now() }),
      say,
      fail: heal,
    },
    { roots, maskInput: gate.options.maskInputFn, canvas: policy.canvas },
  );
  roots.prepare();
  function snapshotAgain(): void {
    record.takeFullSnapshot(true);
  }

  /** Iframes whose documents came while rrweb began, before anything of ours watches. */
  const earlyFrames: number[] = [];
  let frames: SameOriginFrames | null = null;
  function noteFrame({ data }: RecordedEvent): void {
    const host = data["isAttachIframe"] === true && (data["adds"] as AttachedDocument[])[0];
    if (!host || over) return;
    if (frames) frames.attached(host.parentId);
    else earlyFrames.push(host.parentId);
  }

  const stopRrweb = record({
    ...gate.options,
    emit: (event) => {
      // Where rrweb begins, it has forgotten all nodes; this comes before it looks at any.
      if (event.type === EventType.Meta && kit.indicator) ignore(kit.indicator);
      const recorded = event as unknown as RecordedEvent;
      if (isOfNobody(recorded)) return;
      roots.follow(recorded);
      if (complements.see(recorded)) inParts(recorded).forEach(pass);
      noteFrame(recorded);
      // Frames of other origins are recorded once the snapshot that they stand in is stored.
      if (event.type === EventType.FullSnapshot && global.length > 0) flush();
      if (event.type === EventType.FullSnapshot && isCutOff(recorded)) {
        say("waymark.lifecycle", { what: "gap", reason: TOO_DEEP });
      }
      if (snapshotTaken || event.type !== EventType.FullSnapshot) return;
      snapshotTaken = true;
      kit.stopWatching();
      primitives.setTimeout(removeLeftovers, 0);
      // After this turn: a replay applies only what is later than its snapshot.
      if (kit.clicks.length > 0) primitives.setTimeout(tellEarlyClicks, 2);
    },
    recordAfter: "DOMContentLoaded",
    recordCrossOriginIframes: false,
    recordCanvas: false,
    collectFonts: false,
    sampling: { scroll: EVERY_SCROLL },
    inlineStylesheet: true,
    errorHandler: (error: unknown) => {
      heal(error);
      return true;
    },
  });
  if (!stopRrweb) {
    stopTelling();
    complements.end();
    roots.end(() => {});
    throw new Error("rrweb did not start in this page.");
  }
  roots.started();

  function heal(error: unknown): void {
    if (over) return;
    firstError ??= error;
    if (++healings > MAX_HEALINGS) {
      over = true;
      primitives.setTimeout(() => onFailure(firstError), 0);
      return;
    }
    say("waymark.lifecycle", {
      what: "gap",
      reason: `The recorder met an error: ${String(error)}`,
    });
    primitives.setTimeout(() => {
      try {
        if (!over) snapshotAgain();
      } catch (again) {
        heal(again);
      }
    }, 0);
  }

  const mirror = record.mirror as unknown as PageMirror;
  const earlyErrors = kit.errors.splice(0);
  const leaving = new Set<() => void>();
  const fromStart =
    because === "navigation" || (because === "start" && ARRIVED_WITH !== "complete");
  const shared = {
    global,
    primitives,
    mirror,
    earlyErrors,
    rules: policy,
    fromStart,
    say,
    flush,
    leaving,
  };
  const sameOrigin = watchSameOriginFrames(shared);
  frames = sameOrigin;
  for (const hostId of earlyFrames.splice(0)) sameOrigin.attached(hostId);
  const ends = [
    stopTelling,
    ...stopEdits,
    startSignals({ ...shared, ...(voice && { voice }) }),
    () => sameOrigin.end(),
  ];
  // A document that comes back from the back-forward cache may have been changed by the browser.
  // What a page throws at rrweb's first snapshot gets lost in the listener that takes it.
  const lookForSnapshot = () => {
    if (!snapshotTaken) heal(new Error("The page could not be read."));
  };
  ends.push(
    primitives.listen(global.document, "DOMContentLoaded", () =>
      primitives.setTimeout(lookForSnapshot, SNAPSHOT_WITHIN_MS),
    ),
    primitives.listen(global, "pageshow", (event) => {
      if ((event as PageTransitionEvent).persisted) snapshotAgain();
    }),
  );

  return {
    ignore,
    takeHits: () => gate.takeHits(),
    settle: () => complements.settle(),
    conclude: () => leaving.forEach((tell) => tell()),
    hurry() {
      if (snapshotTaken) tellEarlyClicks();
      else if (kit.clicks.length > 0) {
        earlyDocument(global, kit.clicks.splice(0)).forEach((event) => pass(event));
      }
    },
    renew: snapshotAgain,
    stop(what, reason) {
      complements.settle();
      over = true;
      for (const end of ends) end();
      roots.end(stopRrweb);
      complements.end();
      say("waymark.lifecycle", { what, ...(reason !== undefined && { reason }) });
    },
  };
}

/** A document that rrweb puts into its iframe. */
interface AttachedDocument {
  parentId: number;
}

/** What rrweb gives to nodes that it leaves out, wherever it meets them. */
const IGNORED = -2;

function ignore(element: Element): void {
  const { mirror } = record as unknown as {
    mirror: { add(node: Node, meta: { id: number }): void };
  };
  mirror.add(element, { id: IGNORED });
}

/**
 * rrweb tells also of what is done to elements it has no id for: outside the page, or new in this turn;
 * and to those that it leaves out. Of a list, such entries go.
 */
function isOfNobody({ type, data }: RecordedEvent): boolean {
  if (type !== EventType.IncrementalSnapshot) return false;
  if (data["id"] === -1 || data["id"] === IGNORED) return true;
  return isEmptied(data, "positions", ["id"]) || isEmptied(data, "ranges", ["start", "end"]);
}

/** Takes entries that name what is left out off a list; true when none is left. */
function isEmptied(data: RecordedEvent["data"], name: string, fields: readonly string[]): boolean {
  const list = data[name];
  if (!Array.isArray(list) || list.length === 0) return false;
  const kept = (list as Record<string, unknown>[]).filter((entry) =>
    fields.every((field) => entry[field] !== IGNORED),
  );
  if (kept.length < list.length) data[name] = kept;
  return kept.length === 0;
}

/** A user's: its handler may close the tab, and nothing that is sent from a closing tab's pagehide arrives. */
function isClick({ type, data }: RecordedEvent): boolean {
  return (
    type === EventType.IncrementalSnapshot &&
    data["source"] === IncrementalSource.MouseInteraction &&
    data["type"] === MouseInteraction.Click
  );
}

function clickEvent(id: number, x: number, y: number, timestamp: number): RecordedEvent {
  return {
    type: EventType.IncrementalSnapshot,
    data: {
      source: IncrementalSource.MouseInteraction,
      type: MouseInteraction.Click,
      id,
      x,
      y,
      pointerType: 0,
    },
    timestamp,
  };
}
