import {
  EventType,
  IncrementalSource as Source,
  MouseInteraction as MI,
  type RecordedEvent,
} from "../../../format/events.ts";
import { readSignal, type SignalPayload } from "../../../format/signals/signals.ts";
import { controlOf } from "../../../dom/control.ts";
import { contains, type MirrorNode } from "../../../dom/node.ts";
import type { NormalizedEvent } from "../../event.ts";
import type { Pointer } from "../../../format/pointer.ts";
import type { ClickData } from "../../normalize/clicks.ts";
import type { Normalizer } from "../../normalize/normalizer.ts";
import { AmbientBook } from "./ambient.ts";
import { attributeAnswers } from "./attribute.ts";
import { ClickFactsBook } from "./click-facts.ts";
import { type Before, changesOf, lookBefore } from "./changes.ts";
import { ANSWER_WINDOW_MS, BEFORE_CLICK_MS, LEAVE_MS, REFLEX_MS } from "./limits.ts";
import { DRAWING, PLAYING, ResponseLog, SCROLLING, STYLING } from "./response-log.ts";
import { targetOf } from "./target.ts";
import type { ClickRecord, ClickRun, ResponseKind } from "./types.ts";
import { Watches, type Watched } from "./watches.ts";

/** A blur with neither a focus nor a press this near means that the window itself lost the focus. */
const BLUR_SETTLES_MS = 100;

/** What no click in the page brings about. */
const NO_ANSWERS: ReadonlySet<SignalPayload<"waymark.browser">["what"]> = new Set([
  "visible",
  "tab-activated",
  "focus",
  "online",
  "offline",
  "frozen",
  "thawed",
]);

export interface Collector {
  /** Call before the normalizer applies the event. */
  before(event: RecordedEvent): void;
  /** Call after, with what the normalizer made of it; `pointer` makes the event's own. */
  after(event: RecordedEvent, normalized: readonly NormalizedEvent[], pointer: () => Pointer): void;
  /** Events are missing here: until the next full snapshot the page is not known, and no click is judged. */
  interrupt(): void;
  finish(endAt: number, late: readonly NormalizedEvent[]): Collection;
}

export interface Collection extends Watched {
  runs: ClickRun[];
  /** The last moment that is known of the tab. */
  endAt: number;
}

interface Press {
  at: number;
  control: MirrorNode | null;
}

/** Collects the clicks of a tab, everything that may answer them, and what the page does on its own. */
export function createCollector(normalizer: Normalizer): Collector {
  const { mirror, styles } = normalizer;
  const book = new AmbientBook();
  const log = new ResponseLog(mirror, book);
  const watches = new Watches(mirror);
  const clicks: ClickRecord[] = [];
  const facts = new ClickFactsBook(normalizer);
  const blackouts: number[] = [];
  const loads: number[] = [];
  const acts: number[] = [];
  const selectedAt: number[] = [];
  const drawn = new Set<number>();
  let press: Press | null = null;
  let lastScroll: { id: unknown; at: number } | null = null;
  let lastAt: number | null = null;
  let seen: Before | null = null;
  let blurAt: number | null = null;
  let blind = false;
  /** The node that the last click or press had as control, for what belongs to it. */
  let control: MirrorNode | null = null;

  /** A doing of a node, or of one that is not known. */
  function did(
    at: number,
    kind: ResponseKind,
    node: MirrorNode | null,
    doing: number,
    reachMs?: number,
  ): void {
    if (node) log.did(at, kind, node, doing, reachMs);
    else log.happened(at, kind, reachMs);
  }

  function settleBlur(at: number): void {
    if (blurAt === null || at - blurAt <= BLUR_SETTLES_MS) return;
    log.happened(blurAt, "left", LEAVE_MS);
    blurAt = null;
  }

  function interaction({ data, timestamp: at }: RecordedEvent): void {
    const id = data["id"];
    const node = typeof id === "number" ? mirror.get(id) : undefined;
    switch (data["type"]) {
      case MI.MouseDown:
      case MI.TouchStart:
        blurAt = null;
        control = (node && controlOf(node, styles)?.node) ?? null;
        press = { at, control };
        log.open(at, at);
        break;
      case MI.Focus: {
        blurAt = null;
        if (!node || !press) break;
        const own = control !== null && (contains(control, node) || contains(node, control));
        if (!own) log.happened(at, "focus", REFLEX_MS);
        break;
      }
      case MI.Blur:
        // The element that lost the focus is the one just clicked, so the page did not move it elsewhere.
        if (node && control && contains(control, node)) blurAt = at;
        break;
      default:
        break;
    }
  }

  function increment(event: RecordedEvent): void {
    const { data, timestamp: at } = event;
    const id = data["id"];
    const node = typeof id === "number" ? (mirror.get(id) ?? null) : null;
    switch (data["source"]) {
      case Source.Mutation:
        for (const change of changesOf(mirror, styles, data, seen))
          log.did(at, "change", change.node, change.what);
        seen = null;
        break;
      case Source.MouseInteraction:
        interaction(event);
        break;
      case Source.Scroll: {
        // A scroll that was under way before the press goes on by itself.
        const rolling =
          lastScroll?.id === id &&
          press !== null &&
          lastScroll !== null &&
          lastScroll.at < press.at &&
          at - lastScroll.at < 2 * REFLEX_MS;
        lastScroll = { id, at };
        log.scrolled(at);
        if (!rolling) did(at, "scroll", node, SCROLLING, REFLEX_MS);
        break;
      }
      case Source.Input: {
        const byClick =
          press !== null &&
          at - press.at <= ANSWER_WINDOW_MS &&
          (data["userTriggered"] === false || ownsField(control, node));
        if (byClick) log.happened(at, "value", REFLEX_MS);
        else {
          log.act(at);
          acts.push(at);
        }
        break;
      }
      case Source.MediaInteraction:
        did(at, "media", node, PLAYING);
        break;
      case Source.StyleSheetRule:
      case Source.StyleDeclaration:
      case Source.AdoptedStyleSheet:
        did(at, "style", node, STYLING);
        break;
      case Source.CanvasMutation:
        if (node) drawn.add(node.id);
        did(at, "canvas", node, DRAWING);
        break;
      case Source.Selection:
        selection(at, data);
        break;
      default:
        break;
    }
  }

  /** Selecting the control's own text is an accident of clicking it fast; other selections are answers. */
  function selection(at: number, data: Record<string, unknown>): void {
    const ranges = Array.isArray(data["ranges"])
      ? (data["ranges"] as ({ start?: unknown; end?: unknown } | null)[])
      : [];
    if (ranges.length === 0) return;
    const touchesControl = ranges.some((range) =>
      [range?.start, range?.end].some((end) => {
        const node = typeof end === "number" ? mirror.get(end) : undefined;
        return node !== undefined && control !== null && contains(control, node);
      }),
    );
    if (!touchesControl) log.happened(at, "selection", REFLEX_MS);
    else selectedAt.push(at);
  }
  function custom(event: RecordedEvent): void {
    const { timestamp: at } = event;
    facts.note(event, clicks);
    const network = readSignal(event, "waymark.network");
    if (network) {
      if (network.phase !== "start" || network.how === "beacon") return;
      const path = `${network.method ?? "GET"} ${(network.url ?? "").split("?")[0]}`;
      log.requested(at, path);
      return;
    }
    const navigation = readSignal(event, "waymark.navigation");
    if (navigation) {
      if (navigation.how !== "title") log.happened(at, "navigation");
      return;
    }
    const browser = readSignal(event, "waymark.browser");
    if (browser) {
      if (!NO_ANSWERS.has(browser.what)) log.happened(at, "browser");
      return;
    }
    if (readSignal(event, "waymark.key")) {
      log.act(at);
      acts.push(at);
      return;
    }
    const lifecycle = readSignal(event, "waymark.lifecycle");
    if (lifecycle && lifecycle.what !== "start") blackouts.push(at);
  }

  function click(event: NormalizedEvent): void {
    const data = event.data as unknown as ClickData;
    const target = blind ? null : targetOf(event, data, normalizer, drawn);
    const { downAt, upAt, clickAt } = data;
    if (data.noClick && !target) return;
    control = target ? (mirror.get(target.nodeId) ?? control) : control;
    const { sessionId, tabId, segmentIndex, frameIndex, offsetMs } = event;
    clicks.push({
      pointer: { sessionId, tabId, segmentIndex, frameIndex, offsetMs },
      downAt,
      upAt,
      clickAt,
      target,
      controlKey: target ? `${mirror.epoch}/${target.nodeId}` : null,
      selectedText: false,
      facts: null,
      pending: null,
    });
    if (press === null || press.at !== downAt) press = { at: downAt, control };
    log.open(downAt === clickAt ? clickAt - BEFORE_CLICK_MS : downAt, clickAt);
  }

  function snapshot(at: number): void {
    log.enterDocument(at);
    blind = false;
    control = null;
    lastScroll = null;
    // What happened before it in the window may be swallowed by it.
    blackouts.push(at);
  }

  return {
    before(event) {
      if (event.type === EventType.FullSnapshot) {
        log.leaveDocument();
        return;
      }
      const isMutation =
        event.type === EventType.IncrementalSnapshot && event.data["source"] === Source.Mutation;
      seen = isMutation && event.timestamp <= log.openUntil ? lookBefore(mirror, event.data) : null;
    },
    after(event, normalized, pointer) {
      const at = event.timestamp;
      settleBlur(at);
      log.advance(at);
      lastAt = Math.max(lastAt ?? at, at);
      if (event.type === EventType.IncrementalSnapshot) increment(event);
      else if (event.type === EventType.Custom) custom(event);
      else if (event.type === EventType.FullSnapshot) snapshot(at);
      for (const made of normalized) {
        if (made.kind === "click" || made.kind === "tap") click(made);
        else if (made.kind === "navigation" && event.type === EventType.Meta) {
          log.happened(at, "navigation");
          loads.push(at);
        }
      }
      watches.see(event, pointer);
    },
    interrupt() {
      blind = true;
      watches.interrupt();
      if (lastAt !== null) blackouts.push(lastAt);
    },
    finish(sessionEndAt, late) {
      for (const made of late) if (made.kind === "click" || made.kind === "tap") click(made);
      if (blurAt !== null) log.happened(blurAt, "left", LEAVE_MS);
      for (const record of clicks) {
        record.selectedText = selectedAt.some(
          (at) => at >= record.downAt && at <= record.clickAt + REFLEX_MS,
        );
      }
      facts.finish(clicks);
      const endAt = Math.max(sessionEndAt, lastAt ?? sessionEndAt);
      const runs = attributeAnswers({
        clicks,
        responses: log.responses,
        book,
        blackouts,
        loads,
        acts,
        endAt,
      });
      return { runs, endAt, ...watches.finish() };
    },
  };
}

function ownsField(control: MirrorNode | null, field: MirrorNode | null): boolean {
  return control !== null && field !== null && (control === field || contains(control, field));
}
