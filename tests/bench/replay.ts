import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { bundleScript } from "../e2e/support/bundle.ts";
import { type ExtensionBrowser, launchExtension } from "../e2e/support/extension.ts";
import { debuggingPort, heapOf } from "./heap.ts";
import type { ReplayReference } from "./replay-reference-page.ts";
import type { ReplaySeed } from "./replay-seed-page.ts";
import type { ReplayViewer } from "./replay-viewer-page.ts";
import { makeRow, type Row } from "./row.ts";

interface Size {
  count: number;
  pairs: number;
  /** Ratios that section 9 of the design sets; null where it sets none. */
  targets: { firstFrame: number; seek: Record<Share, number>; heap: number } | null;
}

const SHARES = [10, 50, 90] as const;
type Share = (typeof SHARES)[number];

const SIZES: readonly Size[] = [
  {
    count: 10_000,
    pairs: 15,
    targets: { firstFrame: 0.7, seek: { 10: 0.7, 50: 0.7, 90: 0.7 }, heap: Infinity },
  },
  { count: 100_000, pairs: 5, targets: null },
  {
    count: 400_000,
    pairs: 3,
    targets: { firstFrame: 0.06, seek: { 10: 0.2, 50: 0.06, 90: 0.045 }, heap: 0.05 },
  },
];
/** As long as it takes a person to find the session in the list. */
const CHOOSING_MS = 1_500;
/** As long as it takes to read the first findings. */
const READING_MS = 4_000;
/** A hand that has arrived where it will press takes longer, as a rule. */
const RESTING_MS = 200;
/** As the viewer's arrow key goes. */
const STEP_MS = 5_000;
/** Whoever looks at the picture before the next step takes longer. */
const LOOKING_MS = 500;
/** As long as the reference rests, too. */
const AT_REST_MS = 400;
/** The address has followed by then. */
const ADDRESS_MS = 600;

/** Globals of the scripts that are evaluated in pages. */
type InPage = typeof globalThis & {
  replaySeed: ReplaySeed;
  replayViewer: ReplayViewer;
  replayReference: ReplayReference;
};

interface Bench {
  browser: ExtensionBrowser;
  port: number;
  /** A plain page, for the reference. */
  plainUrl: string;
  scripts: { seed: string; viewer: string; reference: string };
}

/** What one way took; seeks by share of the recording, in milliseconds. */
interface Times {
  firstFrame: number[];
  /** By hand: the pointer rests where it then presses. */
  pressed: Record<"open" | Share, number[]>;
  /** A step forward by key, after another one. */
  step: number[];
  /** To the worst finding, once what is likely to be asked for was worked out ahead. */
  worst: number[];
  seek: Record<Share, number[]>;
  heap: number[];
}

/**
 * `replay.*`: the real viewer page of the extension, from IndexedDB, beside rrweb-player 2.1.7 with
 * all events at hand, in the same browser and turn by turn.
 */
export async function benchReplay(): Promise<Row[]> {
  const [seed, viewer, reference] = await Promise.all(
    ["seed", "viewer", "reference"].map((name) =>
      bundleScript(resolve(import.meta.dirname, `replay-${name}-page.ts`)),
    ),
  );
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>rrweb-player</title>");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const profile = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const browser = await launchExtension({ profile, args: ["--remote-debugging-port=0"] });
  try {
    // The extension's page that the driver keeps would be in the process that is measured.
    await (await browser.ownPage()).goto("about:blank");
    const bench: Bench = {
      browser,
      port: await debuggingPort(profile),
      plainUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      scripts: { seed: seed!, viewer: viewer!, reference: reference! },
    };
    // All of it takes long; WAYMARK_BENCH_EVENTS=400000 names the sizes that are wanted.
    const wanted = process.env["WAYMARK_BENCH_EVENTS"]?.split(",").map(Number);
    const sizes = SIZES.filter(({ count }) => wanted?.includes(count) ?? true);
    const rows: Row[] = [];
    const times: Times[] = [];
    for (const size of sizes) {
      const of = await benchSize(bench, size);
      rows.push(...of.rows);
      times.push(of.ours);
    }
    return sizes.length > 1 ? [...rows, ...flatRows(sizes, times)] : rows;
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
    server.close();
  }
}

/** `replay.flat.*`: ours at the largest size beside ours at the smallest; 1 is flat in length. */
function flatRows(sizes: readonly Size[], ours: readonly Times[]): Row[] {
  const [smallest, largest] = [labelOf(sizes[0]!), labelOf(sizes.at(-1)!)];
  const note = `ours at ${largest} events; reference: ours at ${smallest}; 1 is flat in length`;
  const row = (name: string, of: (times: Times) => readonly number[]) =>
    makeRow(`replay.flat.${name}`, "ms", of(ours.at(-1)!), of(ours[0]!), note);
  return [row("firstFrame", ({ firstFrame }) => firstFrame), row("seek90", ({ seek }) => seek[90])];
}

const labelOf = ({ count }: Size) => `${count / 1000}k`;

/** Its rows, and what ours took. */
async function benchSize(bench: Bench, size: Size): Promise<{ rows: Row[]; ours: Times }> {
  const { count, pairs, targets } = size;
  const label = labelOf(size);
  const id = `bench-${label}`;
  const { durationMs, bytes } = await withSeed(bench, (page) =>
    page.evaluate(([to, n]) => (globalThis as InPage).replaySeed.write(to, n), [
      id,
      count,
    ] as const),
  );
  console.error(`  replay ${label}: written, ${(bytes / 1e6).toFixed(0)} MB of JSON`);
  // Not 0: rrweb's Replayer, sent back to it, keeps the later page.
  const nearStart = Math.round(durationMs / 1_000);
  const moments = SHARES.map((share) => [share, Math.round((durationMs * share) / 100)] as const);
  const steppedFrom = moments[1]![1];
  const player = await openReference(bench, count);
  const ours = noTimes();
  const reference = noTimes();
  // The first visit analyses the session and draws its thumbnail; later ones find both.
  await (await openLibrary(bench)).close();

  /** The real pointer, so that what rests on it is what a person would have. */
  async function press(viewer: Page, selector: string, share: number): Promise<number> {
    const { x, y } = await viewer.evaluate(
      ([of, at]) => (globalThis as InPage).replayViewer.placeOf(of, at),
      [selector, share] as const,
    );
    await viewer.mouse.move(x, y);
    await viewer.waitForTimeout(RESTING_MS);
    return timed(viewer, selector, async () => {
      await viewer.mouse.down();
      await viewer.mouse.up();
    });
  }

  async function step(viewer: Page): Promise<number> {
    await viewer.keyboard.press("ArrowRight");
    await viewer.waitForTimeout(LOOKING_MS);
    return timed(viewer, "body", () => viewer.keyboard.press("ArrowRight"));
  }

  async function timed(viewer: Page, selector: string, act: () => Promise<void>): Promise<number> {
    await viewer.evaluate((of) => (globalThis as InPage).replayViewer.listen(of), selector);
    await act();
    return viewer.evaluate(() => (globalThis as InPage).replayViewer.pressed());
  }

  /** A visit of its own: what was worked out for it must not be there when seeks by address are measured. */
  async function watchByHand(): Promise<void> {
    const viewer = await openLibrary(bench);
    ours.pressed.open.push(await press(viewer, `[data-session="${id}"] a.session-title`, 30));
    await viewer.evaluate(() => (globalThis as InPage).replayViewer.analysed());
    for (const [share] of moments) {
      // The address follows a press a moment later: until then it is still that of the start.
      await viewer.waitForTimeout(ADDRESS_MS);
      await toStart(viewer, id, nearStart);
      ours.pressed[share].push(await press(viewer, ".bar", share));
    }
    await viewer.waitForTimeout(ADDRESS_MS);
    await seekOurs(viewer, id, steppedFrom);
    await viewer.waitForTimeout(AT_REST_MS);
    ours.step.push(await step(viewer));
    await viewer.close();
  }

  let worstAt = 0;
  async function watch(): Promise<void> {
    const viewer = await openLibrary(bench);
    const open = (to: string) => (globalThis as InPage).replayViewer.open(to);
    ours.firstFrame.push(await viewer.evaluate(open, id));
    await viewer.evaluate(() => (globalThis as InPage).replayViewer.analysed());
    for (const [share, at] of moments) {
      await toStart(viewer, id, nearStart);
      ours.seek[share].push(await seekOurs(viewer, id, at));
    }
    await toStart(viewer, id, nearStart);
    await viewer.evaluate(() => (globalThis as InPage).replayViewer.showFindings());
    await viewer.waitForTimeout(READING_MS);
    const { ms, offsetMs } = await viewer.evaluate(() =>
      (globalThis as InPage).replayViewer.goToWorst(),
    );
    ours.worst.push(ms);
    worstAt = offsetMs;
    // The heap is asked for by the address.
    await viewer.waitForTimeout(ADDRESS_MS);
    ours.heap.push((await heapOf(bench.port, viewer.url())).bytes);
    await viewer.close();
  }

  async function play(isLast: boolean): Promise<void> {
    await player.bringToFront();
    reference.firstFrame.push(
      await player.evaluate(() => (globalThis as InPage).replayReference.open()),
    );
    const seek = (times: readonly [number, number]) =>
      (globalThis as InPage).replayReference.seek(...times);
    for (const [share, at] of moments) {
      reference.seek[share].push(await player.evaluate(seek, [nearStart, at] as const));
    }
    const [one, two] = [steppedFrom + STEP_MS, steppedFrom + 2 * STEP_MS];
    reference.step.push(await player.evaluate(seek, [one, two] as const));
    if (worstAt > 0)
      reference.worst.push(await player.evaluate(seek, [nearStart, worstAt] as const));
    if (!isLast) return;
    await player.evaluate(() => (globalThis as InPage).replayReference.dropText());
    reference.heap.push((await heapOf(bench.port, player.url())).bytes);
  }

  for (let pair = 0; pair < pairs; pair++) {
    const turns = [watch, () => play(pair === pairs - 1)];
    for (const turn of pair % 2 ? turns.reverse() : turns) await turn();
    await watchByHand();
    console.error(`  replay ${label} ${pair + 1}/${pairs}`);
  }
  await player.close();

  const of = (ratio: number | undefined) =>
    ratio === undefined || ratio === Infinity ? "" : `; target <= ${ratio}`;
  const rows = [
    makeRow(
      `replay.firstFrame.${label}`,
      "ms",
      ours.firstFrame,
      reference.firstFrame,
      `from the library's link to the first picture painted, against rrweb-player from JSON text${of(targets?.firstFrame)}`,
    ),
    ...SHARES.map((share) =>
      makeRow(
        `replay.seek${share}.${label}`,
        "ms",
        ours.seek[share],
        reference.seek[share],
        `seek from the start to ${share} %${of(targets?.seek[share])}`,
      ),
    ),
    makeRow(
      `replay.firstFrame.pressed.${label}`,
      "ms",
      ours.pressed.open,
      reference.firstFrame,
      `the same from the click of a pointer that has rested on the link for ${RESTING_MS} ms`,
    ),
    ...SHARES.map((share) =>
      makeRow(
        `replay.seek${share}.pressed.${label}`,
        "ms",
        ours.pressed[share],
        reference.seek[share],
        `seek from the start by a press on the timeline, where the pointer has rested for ${RESTING_MS} ms`,
      ),
    ),
    makeRow(
      `replay.step.${label}`,
      "ms",
      ours.step,
      reference.step,
      `${STEP_MS / 1_000} s on by key, ${LOOKING_MS / 1_000} s after the same key was pressed`,
    ),
    makeRow(
      `replay.worst.${label}`,
      "ms",
      ours.worst,
      reference.worst,
      `from the start to the worst finding, ${READING_MS / 1_000} s after its list came up`,
    ),
    makeRow(
      `replay.heap.${label}`,
      "bytes",
      ours.heap,
      reference.heap,
      `JavaScript heap and array buffers after a collection, workers included, analysed and sought${of(targets?.heap)}`,
    ),
  ];
  rows.push(...(await withoutDerived(bench, id, label, moments.at(-1)![1], reference)));
  return { rows, ours };
}

/** The first visit after everything derived is gone: the far seek makes all keyframes before it. */
async function withoutDerived(
  bench: Bench,
  id: string,
  label: string,
  at: number,
  reference: Times,
): Promise<Row[]> {
  const viewer = await openLibrary(bench);
  await withSeed(bench, (page) =>
    page.evaluate((from) => (globalThis as InPage).replaySeed.dropDerived(from), id),
  );
  await viewer.bringToFront();
  const open = (to: string) => (globalThis as InPage).replayViewer.open(to);
  const firstFrame = await viewer.evaluate(open, id);
  const seek = await seekOurs(viewer, id, at);
  await viewer.close();
  return [
    makeRow(
      `replay.firstFrame.underived.${label}`,
      "ms",
      [firstFrame],
      reference.firstFrame,
      "the same with all derived data dropped",
    ),
    makeRow(
      `replay.firstSeek90.underived.${label}`,
      "ms",
      [seek],
      reference.seek[90],
      "the first seek to 90 % then, which makes all keyframes before it while the analysis runs beside it; once a session",
    ),
  ];
}

/** To the start, and until the page is at rest there: lists follow a picture once it is painted. */
async function toStart(viewer: Page, id: string, nearStart: number): Promise<void> {
  await seekOurs(viewer, id, nearStart);
  await viewer.waitForTimeout(AT_REST_MS);
}

function seekOurs(viewer: Page, id: string, at: number): Promise<number> {
  return viewer.evaluate(([to, moment]) => (globalThis as InPage).replayViewer.seek(to, moment), [
    id,
    at,
  ] as const);
}

/** The viewer at rest on the library: findings counted, thumbnails drawn. */
async function openLibrary({ browser, scripts }: Bench): Promise<Page> {
  const page = await browser.context.newPage();
  page.setDefaultTimeout(0);
  const counted = new Promise((done) => {
    page.on("worker", (worker) => worker.once("close", done));
  });
  await page.goto(browser.url("viewer.html#/"));
  await page.evaluate(scripts.viewer);
  await counted;
  // Not by a locator: the driver's own script for them would be a tenth of the page's heap.
  await page.evaluate(() => (globalThis as InPage).replayViewer.pictured());
  await page.waitForTimeout(CHOOSING_MS);
  return page;
}

async function openReference({ browser, plainUrl, scripts }: Bench, count: number): Promise<Page> {
  const page = await browser.context.newPage();
  page.setDefaultTimeout(0);
  await page.goto(plainUrl);
  await page.addStyleTag({
    path: resolve(import.meta.dirname, "../../node_modules/rrweb-player/dist/style.css"),
  });
  await page.evaluate(scripts.reference);
  await page.evaluate((n) => (globalThis as InPage).replayReference.make(n), count);
  return page;
}

async function withSeed<T>({ browser, scripts }: Bench, work: (page: Page) => Promise<T>) {
  const page = await browser.context.newPage();
  try {
    // No page of the extension: what that loads would stay in the process that is measured.
    await page.goto(browser.url("managed_schema.json"));
    await page.evaluate(scripts.seed);
    return await work(page);
  } finally {
    await page.close();
  }
}

function noTimes(): Times {
  return {
    firstFrame: [],
    step: [],
    worst: [],
    seek: { 10: [], 50: [], 90: [] },
    pressed: { open: [], 10: [], 50: [], 90: [] },
    heap: [],
  };
}
