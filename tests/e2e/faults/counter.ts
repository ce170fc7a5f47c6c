import type { Page } from "@playwright/test";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../../src/format/events.ts";

/** What the counter page showed, by its own word (tests/fixtures/counter/page.js). */
export interface Shown {
  /** When (epoch ms) each number stood on the page. */
  ticks: Map<number, number>;
  /** Which document showed it. */
  documents: Map<number, string>;
  /** When each click was counted. */
  clicks: Map<number, number>;
  /** The other things that it said, each once, e.g. `pageshow true 1790000000000 2`. */
  said: Set<string>;
  /** Errors and warnings on its console, from whomever. */
  complaints: string[];
}

/**
 * Follows what the page shows from now on; ends with the page. Of a document that comes back from
 * the cache the driver tells everything again, so all that the page says is numbered.
 */
export function watchCounter(page: Page): Shown {
  const shown: Shown = {
    ticks: new Map(),
    documents: new Map(),
    clicks: new Map(),
    said: new Set(),
    complaints: [],
  };
  page.on("console", (message) => {
    const [what, number, at, document] = message.text().split(" ");
    if (what === "tick") {
      shown.ticks.set(Number(number), Number(at));
      shown.documents.set(Number(number), document!);
    } else if (what === "click") shown.clicks.set(Number(number), Number(at));
    else if (["error", "warning"].includes(message.type())) shown.complaints.push(message.text());
    else shown.said.add(message.text());
  });
  page.on("pageerror", (error) => shown.complaints.push(String(error)));
  return shown;
}

/** Really clicks the page's button until it has shown so many more numbers. */
export async function clickAlong(page: Page, shown: Shown, ticks: number): Promise<void> {
  const until = shown.ticks.size + ticks;
  while (shown.ticks.size < until) {
    await page.getByTestId("add").click();
    await moreTicks(page, shown, 2);
  }
}

/** Resolves when the page has shown so many more numbers. */
export async function moreTicks(page: Page, shown: Shown, ticks: number): Promise<void> {
  const until = shown.ticks.size + ticks;
  while (shown.ticks.size < until) await page.waitForEvent("console");
}

/** Ends the counting, so that all that was shown can be held against what is stored. */
export function stopCounting(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as { stopCounting(): void }).stopCounting());
}

/** What was shown until now, for a page that goes on after its fault. */
export const untilNow = (shown: Shown): Shown => ({
  ...shown,
  ticks: new Map(shown.ticks),
  clicks: new Map(shown.clicks),
});

const isClick = ({ type, data }: RecordedEvent) =>
  type === EventType.IncrementalSnapshot &&
  data["source"] === IncrementalSource.MouseInteraction &&
  data["type"] === MouseInteraction.Click;

export interface Loss {
  /** What the page showed while it was recorded: numbers and clicks. */
  shown: number;
  /** Numbers and clicks that the page showed and the session lacks. */
  events: number;
  /** How many of those are clicks. */
  clicks: number;
  /** The longest stretch that is missing: from the number stored before it to its last. */
  ms: number;
  /** Numbers that are missing although a later one is stored. */
  holes: number[];
}

/**
 * Holds a stored session against what the page showed, in each of its documents from the first
 * number that was recorded: before that the recorder was not there yet.
 */
export function lossOf(shown: Shown, events: readonly RecordedEvent[]): Loss {
  const stored = new Set<number>();
  for (const event of events) {
    for (const [, n] of JSON.stringify(event.data).matchAll(/"tick (\d+)"/g)) stored.add(Number(n));
  }
  const first = Math.min(...stored);
  const last = Math.max(...[...stored].filter((n) => shown.ticks.has(n)));
  const begun = new Map<string, number>();
  for (const n of [...stored].toSorted((a, b) => b - a)) begun.set(shown.documents.get(n)!, n);
  const wanted = [...shown.ticks.keys()]
    .filter((n) => n >= first && n >= (begun.get(shown.documents.get(n)!) ?? 0))
    .toSorted((a, b) => a - b);
  const missing = wanted.filter((n) => !stored.has(n));
  const firstAt = shown.ticks.get(first) ?? -Infinity;
  const clicks = [...shown.clicks.values()].filter((at) => at >= firstAt);
  const lostClicks = Math.max(0, clicks.length - events.filter(isClick).length);
  return {
    shown: wanted.length + clicks.length,
    events: missing.length + lostClicks,
    clicks: lostClicks,
    ms: longestStretch(shown, wanted, stored),
    holes: missing.filter((n) => n < last),
  };
}

function longestStretch(shown: Shown, wanted: number[], stored: ReadonlySet<number>): number {
  const at = (n: number) => shown.ticks.get(n) ?? NaN;
  let longest = 0;
  let before = wanted[0] ?? 0;
  for (const n of wanted) {
    if (stored.has(n)) before = n;
    else longest = Math.max(longest, at(n) - at(before));
  }
  return longest;
}
