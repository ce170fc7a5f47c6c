import { askEvents } from "../../../src/ask/events.ts";
import { analyze } from "../../../src/analysis/analyze.ts";
import { KINDS, type NormalizedEvent } from "../../../src/analysis/event.ts";
import { createNormalizer } from "../../../src/analysis/normalize/normalizer.ts";
import { askDom, askHistory, DOM_FORMS } from "../../../src/ask/dom.ts";
import { askNarrative, narrativeCsv, narrativeMarkdown } from "../../../src/ask/narrative.ts";
import { readRecording, sourceOf } from "../../../src/ask/recording.ts";
import { askReport, reportMarkdown } from "../../../src/ask/report.ts";
import { askSearch } from "../../../src/ask/search.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { askStats } from "../../../src/ask/stats.ts";
import { askStruggles } from "../../../src/ask/struggles.ts";
import { askWindow } from "../../../src/ask/window.ts";
import { WaymarkError } from "../../../src/format/errors.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Pointer } from "../../../src/format/pointer.ts";
import type { Segment, Session } from "../../../src/format/session.ts";
import { encodeUtf8, gzip } from "../../../src/store/bytes.ts";
import { makeRandom } from "../../bench/random.ts";
import { recordings } from "./material.ts";
import { harmed, jsonOf, outlandish, type Random, someSignal } from "./spoil.ts";

/** What one run of the fuzz did. */
export interface FuzzResult {
  seed: number;
  cases: number;
  /** Events that were made different, added, doubled or put elsewhere. */
  harmed: number;
  /** All that were read, with those left whole. */
  events: number;
  questions: number;
  /** Processor time of the slowest case, which must not be slow either. */
  slowestMs: number;
  slowestCase: number;
}

/** Events of one case: enough for a page, clicks and what answers them. */
const MOST_EVENTS = 160;
/** Share of the questions that are asked in one case. */
const ASKED = 0.3;
/** One case takes milliseconds. One that takes so long is a hang to whoever asks. */
export const MOST_MS = 20_000;

/** Spoils recordings until `least` events are harmed, and asks everything of each. Rejects with the seed of the case that failed. */
export async function fuzz(seed: number, least: number): Promise<FuzzResult> {
  const sound = recordings();
  const result: FuzzResult = {
    seed,
    cases: 0,
    harmed: 0,
    events: 0,
    questions: 0,
    slowestMs: 0,
    slowestCase: seed,
  };
  for (let at = seed; result.harmed < least; at++) {
    const before = process.threadCpuUsage();
    try {
      const did = await fuzzCase(at, sound);
      result.harmed += did.harmed;
      result.events += did.events;
      result.questions += did.questions;
    } catch (cause) {
      throw new Error(
        `The fuzz failed at seed ${at}. Again: WAYMARK_FUZZ_SEED=${at} vitest run -c scripts/vitest.config.ts tests/unit/fuzz`,
        { cause },
      );
    }
    const tookMs = process.threadCpuUsage(before).user / 1_000;
    if (tookMs > result.slowestMs) {
      result.slowestMs = tookMs;
      result.slowestCase = at;
    }
    result.cases++;
  }
  return result;
}

/** One recording, spoiled as its seed says, and all that is asked of it. */
export async function fuzzCase(
  seed: number,
  sound: RecordedEvent[][],
): Promise<Pick<FuzzResult, "harmed" | "events" | "questions">> {
  const r = makeRandom(seed, []);
  const { values, harmed: count } = spoiled(r, sound);
  return { harmed: count, events: values.length, questions: await askAll(r, values) };
}

/** A page into which long texts come by every way there is, right after a click; all is asked of it. */
export async function longTextCase(text: string): Promise<number> {
  const at = 1_760_000_000_000;
  const node = (id: number, tagName: string, childNodes: unknown[] = []) => {
    return { type: 2, id, tagName, attributes: { class: "btn", id: `e${id}` }, childNodes };
  };
  const words = (id: number) => ({ type: 3, id, textContent: "Buy" });
  const page = node(2, "html", [
    node(3, "head", [node(4, "style", [words(5)])]),
    node(6, "body", [node(7, "button", [words(8)]), node(9, "input"), node(10, "div")]),
  ]);
  const inc = (ms: number, data: object) => ({ type: 3, data, timestamp: at + ms });
  const mutation = (ms: number, parts: object) =>
    inc(ms, { source: 0, adds: [], removes: [], texts: [], attributes: [], ...parts });
  const signal = (ms: number, tag: string, payload: object) => ({
    type: 5,
    data: { tag, payload },
    timestamp: at + ms,
  });
  const click = (ms: number) =>
    [1, 0, 2].map((type) => inc(ms, { source: 2, type, id: 7, x: 5, y: 5 }));
  const names = "class id style href type name role aria-label for value onclick".split(" ");
  const attributes = Object.fromEntries(names.map((name) => [name, text]));
  return askAll(
    makeRandom(1, []),
    [
      { type: 4, data: { href: "http://a/", width: 9, height: 9 }, timestamp: at },
      { type: 2, data: { node: { type: 0, id: 1, childNodes: [page] } }, timestamp: at },
      ...click(1_000),
      inc(1_010, { source: 8, id: 4, adds: [{ rule: text }, { rule: `${text}{opacity:0}` }] }),
      mutation(1_020, { texts: [5, 8].map((id) => ({ id, value: text })) }),
      mutation(1_030, { attributes: [7, 9, 10].map((id) => ({ id, attributes })) }),
      mutation(1_040, {
        attributes: [{ id: 7, attributes: { style: { top: text, [text]: "1" } } }],
      }),
      mutation(1_050, { adds: [{ parentId: 6, nextId: null, node: node(20, text) }] }),
      inc(1_060, { source: 5, id: 9, text, isChecked: false }),
      ...click(2_000),
      signal(2_010, text, { a: text }),
      signal(2_020, "waymark.navigation", { how: "push", url: text.slice(0, 8_000) }),
      signal(2_030, "waymark.error", { what: "error", message: text.slice(0, 8_000) }),
      {
        type: 6,
        data: { plugin: "rrweb/console@1", payload: { level: "error", payload: [text] } },
      },
      { type: 4, data: { href: text, width: 9, height: 9 }, timestamp: at + 2_040 },
      ...click(6_000),
      inc(20_000, { source: 1, positions: [] }),
    ],
    1,
  );
}

/** A stretch of a recording from its beginning, with harm done to it. */
function spoiled(r: Random, sound: RecordedEvent[][]): { values: unknown[]; harmed: number } {
  const whole = r.pick(sound).slice(0, MOST_EVENTS);
  const rate = r.pick([0.1, 0.3, 0.6, 0.9]);
  const values: unknown[] = [];
  let count = 0;
  let at = whole[0]?.timestamp ?? 0;
  for (const event of whole) {
    at = event.timestamp;
    // Without its page a recording says little: it is spared more often.
    const isHit = r.random() < (event.type === 2 ? rate / 4 : rate);
    values.push(isHit ? harmed(r, event) : event);
    if (isHit) count++;
    if (r.random() < rate) {
      values.push(someSignal(r, at));
      count++;
    }
    if (r.random() < rate / 4) {
      values.push(r.pick(whole));
      count++;
    }
    if (r.random() < rate / 4) {
      values.splice(r.upTo(values.length), 0, ...values.splice(r.upTo(values.length), 1));
      count++;
    }
  }
  if (r.random() < 0.02) {
    values.splice(r.upTo(values.length), 0, outlandish(r, at));
    count++;
  }
  return { values, harmed: count };
}

/** Normalizes, analyses and asks; returns how many questions were answered. */
async function askAll(r: Random, values: readonly unknown[], share = ASKED): Promise<number> {
  const parts = cut(r, values);
  const segments = parts.map((part, index) => ({ index, events: JSON.parse(part) as unknown[] }));
  const startedAt = startOf(segments[0]?.events ?? []);
  const before = segments.map(({ events }) => events.length);

  const normalizer = createNormalizer({
    sessionId: "s",
    tabId: "t",
    startedAt,
    requestContent: true,
  });
  const made = segments.flatMap(({ index, events }) =>
    events.flatMap((event, frame) => normalizer.push(event, index, frame)),
  );
  made.push(...normalizer.finish());
  for (const event of made) checkEvent(event, before);
  const facts = analyze({ id: "s", startedAt, endedAt: null }, [{ tabId: "t", segments }]);
  for (const event of facts.events) checkEvent(event, before);
  for (const { evidence, title, why } of facts.findings) {
    for (const pointer of evidence) checkPointer(pointer, before);
    checkText(title);
    checkText(why);
  }

  const source = await storedSource(parts, startedAt);
  let questions = 0;
  for (const ask of asking(r, source)) {
    // Not all of each: other harm tells more than another question about the same.
    if (r.random() > share) continue;
    try {
      JSON.stringify(await ask());
    } catch (error) {
      // That there was no page or no such element is an answer.
      const isAnswer = error instanceof WaymarkError && error.code === "not-found";
      if (!isAnswer) throw error;
    }
    questions++;
  }
  if (r.random() < share) await asFile(jsonOf(values));
  return questions;
}

function* asking(r: Random, source: SessionSource): Generator<() => Promise<unknown>> {
  const at = r.upTo(30_000);
  yield () => askEvents(source, "s", { include: ["all"], limit: 0, raw: true });
  yield () => askEvents(source, "s", { contains: "a", selector: "button", url: "/", limit: 3 });
  yield () => askWindow(source, "s", { atMs: at });
  yield () => askWindow(source, "s", { match: { kinds: ["click"] }, beforeMs: 0 });
  yield () => askSearch(source, "s", { text: r.pick(["Apply coupon", "constructor", "a"]) });
  yield () => askDom(source, "s", { as: r.pick(DOM_FORMS), atMs: at });
  yield () => askDom(source, "s", { as: r.pick(DOM_FORMS), depth: 3 });
  yield () => askDom(source, "s", { selector: r.pick(["button", "[class]", "input"]), as: "html" });
  yield () => askHistory(source, "s", { selector: r.pick(["button", "body", "input"]) });
  yield () => askStats(source, "s");
  yield () => askStruggles(source, "s", { limit: 0 });
  yield async () => {
    const answer = await askNarrative(source, "s", { limit: 0 });
    for (const { text } of answer.entries) checkText(text);
    return [narrativeMarkdown(answer), narrativeCsv(answer)];
  };
  yield async () => checkText(reportMarkdown(await askReport(source, "s")));
}

/** The same as a file that somebody opens. A file that is none is told so. */
async function asFile(json: string): Promise<void> {
  try {
    const recording = await readRecording(JSON.parse(json), { id: "file", title: "file" });
    await askStats(sourceOf(recording, "file"), "file");
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
  }
}

/** JSON texts of one to four segments. */
function cut(r: Random, values: readonly unknown[]): string[] {
  const ends = Array.from({ length: r.upTo(4) }, () => r.upTo(values.length));
  const places = [0, ...ends.sort((a, b) => a - b), values.length];
  return places.slice(1).map((end, i) => jsonOf(values.slice(places[i], end)));
}

function startOf(values: readonly unknown[]): number {
  const [first] = values.map((value) => (value as RecordedEvent | null)?.timestamp);
  // A session's own record was checked at the door.
  const isDate = Number.isSafeInteger(first) && Math.abs(first as number) < 8e15;
  return isDate ? (first as number) : 1_760_000_000_000;
}

function checkEvent(event: NormalizedEvent, lengths: number[]): void {
  checkPointer(event, lengths);
  checkText(event.label);
  for (const name of ["label", "selector", "url"] as const) {
    const { length } = event[name] ?? "";
    if (length > LONGEST[name]) throw new Error(`A ${name} of ${length} characters`);
  }
  if (!(KINDS as readonly string[]).includes(event.kind)) throw new Error(`Kind ${event.kind}`);
}

/** A page's own texts may be of any length, and stand in every event: what is told of them is not. */
const LONGEST = { label: 500, selector: 5_000, url: 8_192 } as const;

function checkPointer({ segmentIndex, frameIndex, offsetMs }: Pointer, lengths: number[]): void {
  const isThere = frameIndex >= 0 && frameIndex < (lengths[segmentIndex] ?? 0);
  if (!isThere || !Number.isFinite(offsetMs)) {
    throw new Error(`A pointer to ${segmentIndex}/${frameIndex}, ${offsetMs} leads nowhere.`);
  }
}

/** What an object inherits is no text of a recording. */
function checkText(text: string): void {
  if (/\[native code\]|\[object \w+\]/.test(text)) throw new Error(`Said: ${text.slice(0, 300)}`);
}

async function storedSource(parts: readonly string[], startedAt: number): Promise<SessionSource> {
  const segments: Segment[] = [];
  for (const [index, json] of parts.entries()) {
    const raw = encodeUtf8(json);
    segments.push({
      sessionId: "s",
      tabId: "t",
      index,
      rev: 0,
      firstEventAt: startedAt,
      lastEventAt: startedAt + 60_000,
      eventCount: 1,
      bytes: raw.length,
      sha256: "",
      gzip: await gzip(raw),
    });
  }
  const session: Session = {
    id: "s",
    format: 1,
    title: "Spoiled",
    site: "shop.example",
    startedAt,
    endedAt: null,
    state: "finished",
    origin: "import",
    metadata: {},
    tabs: [{ id: "t", title: "", url: "", startedAt }],
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { events: 0, bytes: 0, clicks: 0, navigations: 0, errors: 0, findings: 0 },
    rev: 0,
  };
  return {
    name: "fuzz",
    lacks: { tail: "It does not grow.", annotations: "It has no marks." },
    getSession: async () => session,
    listSegments: async () => segments.map(({ gzip: _, ...info }) => info),
    getSegment: async (_id, _tab, index) => segments[index] ?? null,
    listTails: async () => [],
    readTail: async () => [],
    listMissing: async () => [],
    listAnnotations: async () => [],
  };
}
