import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { type CDPSession, expect, type Page } from "@playwright/test";
import { OPTIONAL_PARTS, type OptionalPart } from "../../src/privacy/left-out.ts";
import { DEFAULT_PRIVACY } from "../../src/privacy/privacy-settings.ts";
import { bundleScript } from "../e2e/support/bundle.ts";
import { type ExtensionBrowser, launchExtension } from "../e2e/support/extension.ts";
import { makeRow, median, type Row } from "./row.ts";
import { WORKLOAD_PAGE } from "./workload.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PAIRS = Number(process.env["WAYMARK_BENCH_ROUNDS"] ?? 15);

/**
 * `gate` is ours with everything left out that can be, `waymark` with all that is on by default. Sentry and
 * PostHog record with their replay products' defaults, from their packages, and send to the page's own server.
 */
const WAYS = ["none", "rrweb", "gate", "waymark", "sentry", "posthog"] as const;
type Way = (typeof WAYS)[number];
const OURS: readonly Way[] = ["gate", "waymark"];
/** Each is evaluated in the page, where it records from then on. */
const SCRIPTS = {
  rrweb: "bare-rrweb.ts",
  sentry: "peer-sentry.ts",
  posthog: "peer-posthog.ts",
} as const;
type Scripts = Record<keyof typeof SCRIPTS, string>;

/**
 * Main-thread CPU (Chromium's TaskDuration) that recording adds to the standard workload:
 * `record.mainThread` with gate 1 and nothing beside the picture, `record.capture` with all capture on, against bare
 * rrweb with a no-op emit, and the latter against the recorders of Sentry and PostHog. All from the
 * first snapshot on; each way in turn, so that noise hits all alike.
 *
 * A shared machine runs twice as fast in one run as in the next. The page lays out and styles the same in every
 * way, recorded or not, so what that took tells the pace of a run, and each is told as at the median pace.
 */
export async function benchRecord(): Promise<Row[]> {
  const site = await serveSite();
  const scripts = await bundleScripts();
  const browser = await launchExtension();
  try {
    const runs = Object.fromEntries(WAYS.map((way) => [way, [] as Run[]])) as Record<Way, Run[]>;
    for (let i = -1; i < PAIRS; i++) {
      // Which way goes first changes from round to round.
      for (let k = 0; k < WAYS.length; k++) {
        const way = WAYS[(k + i + WAYS.length) % WAYS.length]!;
        const run = await runOnce(browser, site, way, scripts);
        if (i >= 0) runs[way].push(run);
      }
      console.error(`  record ${i + 1}/${PAIRS}`);
    }
    const pace = median(Object.values(runs).flatMap((all) => all.map(({ pageMs }) => pageMs)));
    const spent = (way: Way) => runs[way].map(({ taskMs, pageMs }) => (taskMs * pace) / pageMs);
    const base = median(spent("none"));
    const added = (way: Way) => spent(way).map((ms) => ms - base);
    const row = (name: string, ours: Way, reference: Way, note: string) =>
      makeRow(name, "ms", added(ours), added(reference), note);
    return [
      row(
        "record.mainThread",
        "gate",
        "rrweb",
        `added to ${base.toFixed(0)} ms without recording; ours: the extension with gate 1, the rest left out; reference: bare rrweb 2.2.2, no-op emit; target <= 1.15`,
      ),
      row("record.capture", "waymark", "rrweb", "ours: with all capture on; target <= 1.3"),
      row("record.sentry", "waymark", "sentry", "reference: @sentry/browser with its replay"),
      row("record.posthog", "waymark", "posthog", "reference: posthog-js with its replay"),
      await injectedBytes(),
    ];
  } finally {
    await browser.close();
    site.close();
  }
}

/** Of the page's main thread: all its work, and the layout and style that the workload makes it do. */
interface Run {
  taskMs: number;
  pageMs: number;
}

interface Site {
  url: string;
  /** Bytes that recorders in its pages have sent. */
  sent(): number;
  close(): void;
}

/** The workload's page, and what the peers' recorders ask for and send to. */
async function serveSite(): Promise<Site> {
  let sent = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => (sent += chunk.length));
    request.on("end", () => {
      const isPage = request.method === "GET" && request.url === "/";
      response.setHeader("content-type", isPage ? "text/html" : "application/json");
      response.end(isPage ? WORKLOAD_PAGE : JSON.stringify(POSTHOG_CONFIG));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sent: () => sent,
    close: () => server.close(),
  };
}

/** What PostHog's server answers where a project has replay switched on. */
const POSTHOG_CONFIG = {
  hasFeatureFlags: false,
  supportedCompression: ["gzip-js"],
  sessionRecording: { endpoint: "/s/", recorderVersion: "v2" },
};

async function bundleScripts(): Promise<Scripts> {
  const bundled = Object.entries(SCRIPTS).map(async ([way, file]) => [
    way,
    await bundleScript(resolve(import.meta.dirname, file)),
  ]);
  return Object.fromEntries(await Promise.all(bundled)) as Scripts;
}

async function runOnce(
  browser: ExtensionBrowser,
  site: Site,
  way: Way,
  scripts: Scripts,
): Promise<Run> {
  const page = await browser.context.newPage();
  const isOurs = OURS.includes(way);
  try {
    await page.goto(site.url);
    const tabId = isOurs ? await browser.tabId(page) : 0;
    const control = await browser.context.newPage();
    await control.goto(browser.url("options.html"));
    const command = (type: string) =>
      control.evaluate((message) => chrome.runtime.sendMessage(message), { type, tabId });
    if (isOurs) await leaveOut(control, way === "gate" ? OPTIONAL_PARTS : []);
    await page.bringToFront();
    const cdp = await browser.context.newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });

    await cdp.send("HeapProfiler.collectGarbage");
    const sentBefore = site.sent();

    const before = await spentUntilNow(cdp);
    if (isOurs) {
      const answer = await command("start");
      if (!answer.ok) throw new Error(answer.sentence);
    } else if (way !== "none") await page.evaluate(scripts[way as keyof Scripts]);
    await page.evaluate(() => (globalThis as unknown as Workload).runWorkload());
    // The last batch goes out within its age limit; its cost counts.
    await page.waitForTimeout(700);
    const after = await spentUntilNow(cdp);

    if (isOurs) await checkRecorded(await command("stop"));
    else if (way === "sentry" || way === "posthog") {
      // They hold back what they recorded for a few seconds.
      await expect
        .poll(() => site.sent() - sentBefore, { message: `${way} sends`, timeout: 15_000 })
        .toBeGreaterThan(10_000);
    }
    await control.close();
    return { taskMs: after.taskMs - before.taskMs, pageMs: after.pageMs - before.pageMs };
  } finally {
    await page.close();
  }
}

async function leaveOut(control: Page, leftOut: readonly OptionalPart[]): Promise<void> {
  const policy = { ...DEFAULT_PRIVACY.policy, leftOut: [...leftOut] };
  await control.evaluate((settings) => chrome.storage.local.set({ settings }), {
    privacy: { ...DEFAULT_PRIVACY, policy },
  });
}

interface Workload {
  runWorkload(): Promise<void>;
}

/** A recorder that records nothing would win: make sure it did its work. */
async function checkRecorded(answer: { ok: boolean; state?: { last: { events: number } | null } }) {
  const events = answer.state?.last?.events ?? 0;
  if (events < 100) throw new Error(`The workload left only ${events} events in the session.`);
}

async function spentUntilNow(cdp: CDPSession): Promise<Run> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const ms = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value * 1000;
  return {
    taskMs: ms("TaskDuration"),
    pageMs: ms("LayoutDuration") + ms("RecalcStyleDuration"),
  };
}

/** `record.injected`: what a granted site that is not recorded carries while a session runs elsewhere. */
async function injectedBytes(): Promise<Row> {
  let bytes = 0;
  for (const name of ["hook.js", "gate.js"]) {
    const file = resolve(ROOT, ".output/chrome-mv3-e2e", name);
    bytes += gzipSync(await readFile(file), { level: 9 }).length;
  }
  return makeRow(
    "record.injected",
    "bytes",
    [bytes],
    [4096],
    "the early hook and the isolated half, gzip -9, while a session runs; 0 otherwise; reference: the limit of 4 KB",
  );
}
