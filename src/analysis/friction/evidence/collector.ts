import {
  EventType,
  IncrementalSource as Source,
  MouseInteraction as MI,
  type RecordedEvent,
} from "../../../format/events.ts";
import { readSignal } from "../../../format/signals.ts";
import { controlOf } from "../../../dom/control.ts";
import { contains, type MirrorNode } from "../../../dom/node.ts";
import type { NormalizedEvent } from "../../event.ts";
import type { ClickData } from "../../normalize/clicks.ts";
import type { Normalizer } from "../../normalize/normalizer.ts";
import { AmbientBook, type Moment, REQUESTS } from "./ambient.ts";
import { attributeAnswers } from "./attribute.ts";
import { type Before, changesOf, CHILDREN, lookBefore } from "./changes.ts";
import { ANSWER_WINDOW_MS, BEFORE_CLICK_MS, LEAVE_MS, REFLEX_MS } from "./limits.ts";
import { pathOf } from "./path.ts";
import { targetOf } from "./target.ts";
import type {
  ClickRecord,
  Response,
  ResponseKind,
  Source as MutationSource,
  TabEvidence,
} from "./types.ts";

/** Kinds of doing of one node, for telling its habits apart: children, attributes, then these. */
const SCROLLING = 2;
const STYLING = 3;
const DRAWING = 4;
const PLAYING = 5;
const DOINGS = 8;

/** Nothing is learned so soon after an act, a scroll, or the start of a document. */
const AFTER_ACT_MS = ANSWER_WINDOW_MS;
const AFTER_SCROLL_MS = 500;
const AFTER_LOAD_MS = 1_000;
/** Answers kept of one source between two presses; the first ones decide. */
const MAX_REPEATS = 8;
/** The last doings before a press, in case they carry its time or a click without a press comes. */
const RECENT = 32;
/** Ancestors whose own habits explain a change below them. */
const ANCESTORS = 3;
/** A blur with neither a focus nor a press this near means that the window itself lost the focus. */
const BLUR_SETTLES_MS = 100;

export interface Collector {
  /** Call before the normalizer applies the event. */
  before(event: RecordedEvent): void;
  /** Call after, with what the normalizer made of it. */
  after(event: RecordedEvent, normalized: readonly NormalizedEvent[]): void;
  /** Events are missing here: until the next full snapshot the page is not known, and no click is judged. */
  interrupt(): void;
  finish(endAt: number, late: readonly NormalizedEvent[]): TabEvidence;
}

interface Press {
  at: number;
  control: MirrorNode | null;
}

/** Collects the clicks of a tab, everything that may answer them, and what the page does on its own. */
export function createCollector(
  ids: { sessionId: string; tabId: string },
  normalizer: Normalizer,
): Collector {
  const { mirror, styles } = normalizer;
  const book = new AmbientBook();
  const clicks: ClickRecord[] = [];
  const responses: Response[] = [];
  const blackouts: number[] = [];
  const loads: number[] = [];
  const acts: number[] = [];
  const selectedAt: number[] = [];
  const drawn = new Set<number>();
  let recent: Response[] = [];
  let repeats = new Map<string, number>();
  let openUntil = -Infinity;
  let press: Press | null = null;
  let lastActAt = -Infinity;
  let lastScroll: { id: unknown; at: number } | null = null;
  let documentAt = -Infinity;
  let lastAt: number | null = null;
  let quiet = false;
  let seen: Before | null = null;
  let blurAt: number | null = null;
  let blind = false;
  /** The node that the last click or press had as control, for what belongs to it. */
  let control: MirrorNode | null = null;

  function source(node: MirrorNode, doing: number): MutationSource {
    return { epoch: mirror.epoch, key: node.id * DOINGS + doing, path: null };
  }

  function moment(at: number): Moment {
    const last = Math.max(lastActAt, press?.at ?? -Infinity);
    return { at, sinceActMs: at - last, quiet };
  }

  /** A doing of `node`: teaches the book, and is kept while it may answer something. */
  function happened(
    at: number,
    kind: ResponseKind,
    node: MirrorNode | null,
    doing: number,
    reachMs = ANSWER_WINDOW_MS,
  ): void {
    let previousAt: number | null = null;
    if (node) previousAt = book.note(mirror.epoch, node.id * DOINGS + doing, moment(at));
    const response: Response = {
      at,
      kind,
      sources: node ? [source(node, doing)] : [],
      previousAt,
      documentAt,
      reachMs,
    };
    if (at <= openUntil) keep(response, node, doing);
    else {
      recent.push(response);
      if (recent.length > RECENT * 2) recent = recent.slice(-RECENT);
    }
  }

  function keep(response: Response, node: MirrorNode | null, doing: number): void {
    if (node) {
      const key = `${node.id}/${doing}`;
      const count = repeats.get(key) ?? 0;
      if (count >= MAX_REPEATS) return;
      repeats.set(key, count + 1);
      const sources = [{ ...source(node, doing), path: pathOf(node, doing) }];
      let up = doing === CHILDREN || doing === 1 ? node.parent : null;
      for (let i = 0; up && i < ANCESTORS && up.tag !== "body"; i++, up = up.parent) {
        sources.push({ ...source(up, CHILDREN), path: pathOf(up, CHILDREN) });
      }
      response.sources = sources;
    }
    responses.push(response);
  }

  function open(from: number, until: number): void {
    for (const response of recent)
      if (response.at >= from && response.at > openUntil) responses.push(response);
    recent = [];
    repeats = new Map();
    openUntil = Math.max(openUntil, until);
    lastActAt = Math.max(lastActAt, until - ANSWER_WINDOW_MS);
  }

  function settleBlur(at: number): void {
    if (blurAt === null || at - blurAt <= BLUR_SETTLES_MS) return;
    happened(blurAt, "left", null, 0, LEAVE_MS);
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
        open(at, at + ANSWER_WINDOW_MS);
        break;
      case MI.Focus: {
        blurAt = null;
        if (!node || !press) break;
        const own = control !== null && (contains(control, node) || contains(node, control));
        if (!own) happened(at, "focus", null, 0, REFLEX_MS);
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
          happened(at, "change", change.node, change.what);
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
        if (!rolling) happened(at, "scroll", node, SCROLLING, REFLEX_MS);
        break;
      }
      case Source.Input: {
        const byClick =
          press !== null &&
          at - press.at <= ANSWER_WINDOW_MS &&
          (data["userTriggered"] === false || ownsField(control, node));
        if (byClick) happened(at, "value", null, 0, REFLEX_MS);
        else {
          lastActAt = at;
          acts.push(at);
        }
        break;
      }
      case Source.MediaInteraction:
        happened(at, "media", node, PLAYING);
        break;
      case Source.StyleSheetRule:
      case Source.StyleDeclaration:
      case Source.AdoptedStyleSheet:
        happened(at, "style", node, STYLING);
        break;
      case Source.CanvasMutation:
        if (node) drawn.add(node.id);
        happened(at, "canvas", node, DRAWING);
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
    if (!touchesControl) happened(at, "selection", null, 0, REFLEX_MS);
    else selectedAt.push(at);
  }
  function custom(event: RecordedEvent): void {
    const { timestamp: at } = event;
    const network = readSignal(event, "waymark.network");
    if (network) {
      if (network.phase !== "start" || network.how === "beacon") return;
      const path = `request ${network.method ?? "GET"} ${(network.url ?? "").split("?")[0]}`;
      const key = hashCode(path);
      const previousAt = book.note(REQUESTS, key, moment(at));
      const response: Response = {
        at,
        kind: "request",
        sources: [{ epoch: REQUESTS, key, path: null }],
        previousAt,
        documentAt,
        reachMs: ANSWER_WINDOW_MS,
      };
      if (at <= openUntil) responses.push(response);
      else recent.push(response);
      return;
    }
    if (readSignal(event, "waymark.navigation")) {
      happened(at, "navigation", null, 0);
      return;
    }
    const browser = readSignal(event, "waymark.browser");
    if (browser) {
      if (browser.what !== "visible") happened(at, "browser", null, 0);
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
    });
    if (press === null || press.at !== downAt) press = { at: downAt, control };
    open(downAt === clickAt ? clickAt - BEFORE_CLICK_MS : downAt, clickAt + ANSWER_WINDOW_MS);
  }

  function snapshot(at: number): void {
    documentAt = at;
    blind = false;
    control = null;
    lastScroll = null;
    // What happened before it in the window may be swallowed by it.
    blackouts.push(at);
  }

  return {
    before(event) {
      if (event.type === EventType.FullSnapshot) {
        const { epoch } = mirror;
        book.leaveDocument(epoch, (key) => {
          const node = mirror.get(Math.floor(key / DOINGS));
          return node ? pathOf(node, key % DOINGS) : null;
        });
        return;
      }
      const isMutation =
        event.type === EventType.IncrementalSnapshot && event.data["source"] === Source.Mutation;
      seen = isMutation && event.timestamp <= openUntil ? lookBefore(mirror, event.data) : null;
    },
    after(event, normalized) {
      const at = event.timestamp;
      settleBlur(at);
      const quietFrom = Math.max(
        lastActAt + AFTER_ACT_MS,
        documentAt + AFTER_LOAD_MS,
        (lastScroll?.at ?? -Infinity) + AFTER_SCROLL_MS,
      );
      quiet = at > quietFrom;
      if (quiet && lastAt !== null) book.addQuiet(Math.max(0, at - Math.max(lastAt, quietFrom)));
      lastAt = Math.max(lastAt ?? at, at);
      if (event.type === EventType.IncrementalSnapshot) increment(event);
      else if (event.type === EventType.Custom) custom(event);
      else if (event.type === EventType.FullSnapshot) snapshot(at);
      for (const made of normalized) {
        if (made.kind === "click" || made.kind === "tap") click(made);
        else if (made.kind === "navigation" && event.type === EventType.Meta) {
          happened(at, "navigation", null, 0);
          loads.push(at);
        }
      }
    },
    interrupt() {
      blind = true;
      if (lastAt !== null) blackouts.push(lastAt);
    },
    finish(endAt, late) {
      for (const made of late) if (made.kind === "click" || made.kind === "tap") click(made);
      if (blurAt !== null) happened(blurAt, "left", null, 0, LEAVE_MS);
      for (const record of clicks) {
        record.selectedText = selectedAt.some(
          (at) => at >= record.downAt && at <= record.clickAt + REFLEX_MS,
        );
      }
      const runs = attributeAnswers({
        clicks,
        responses,
        book,
        blackouts,
        loads,
        acts,
        endAt: Math.max(endAt, lastAt ?? endAt),
      });
      return { ...ids, runs };
    },
  };
}

function ownsField(control: MirrorNode | null, field: MirrorNode | null): boolean {
  return control !== null && field !== null && (control === field || contains(control, field));
}

/** A 32-bit hash of a text, to use it where node ids are numbers. */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
