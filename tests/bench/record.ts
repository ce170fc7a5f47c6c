import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { CDPSession } from "@playwright/test";
import { bundleScript } from "../e2e/support/bundle.ts";
import { type ExtensionBrowser, launchExtension } from "../e2e/support/extension.ts";
import { makeRow, median, type Row } from "./row.ts";
import { WORKLOAD_PAGE } from "./workload.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PAIRS = 15;

type Way = "none" | "rrweb" | "waymark";

/**
 * `record.mainThread`: main-thread CPU (Chromium's TaskDuration) that recording adds to the standard
 * workload, ours (the real extension, gate 1 on) against bare rrweb with a no-op emit. Both from the
 * first snapshot on; each way in turn, so that noise hits all alike.
 */
export async function benchRecord(): Promise<Row[]> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(WORKLOAD_PAGE);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const rrweb = await bundleScript(resolve(import.meta.dirname, "bare-rrweb.ts"));
  const browser = await launchExtension();
  try {
    const spent: Record<Way, number[]> = { none: [], rrweb: [], waymark: [] };
    for (let i = -1; i < PAIRS; i++) {
      // Which way goes first changes from pair to pair.
      const ways: Way[] = i % 2 ? ["waymark", "rrweb", "none"] : ["none", "rrweb", "waymark"];
      for (const way of ways) {
        const ms = await runOnce(browser, url, way, rrweb);
        if (i >= 0) spent[way].push(ms);
      }
      console.error(`  record.mainThread ${i + 1}/${PAIRS}`);
    }
    const base = median(spent.none);
    return [
      makeRow(
        "record.mainThread",
        "ms",
        spent.waymark.map((ms) => ms - base),
        spent.rrweb.map((ms) => ms - base),
        `added to ${base.toFixed(0)} ms without recording; ours: the extension with gate 1; reference: bare rrweb 2.2.2, no-op emit; target <= 1.15`,
      ),
      await injectedBytes(),
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

async function runOnce(
  browser: ExtensionBrowser,
  url: string,
  way: Way,
  rrweb: string,
): Promise<number> {
  const page = await browser.context.newPage();
  try {
    await page.goto(url);
    const tabId = way === "waymark" ? await browser.tabId(page) : 0;
    const control = await browser.context.newPage();
    await control.goto(browser.url("options.html"));
    const command = (type: string) =>
      control.evaluate((message) => chrome.runtime.sendMessage(message), { type, tabId });
    await page.bringToFront();
    const cdp = await browser.context.newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });

    await cdp.send("HeapProfiler.collectGarbage");

    const before = await taskMs(cdp);
    if (way === "rrweb") await page.evaluate(rrweb);
    if (way === "waymark") {
      const answer = await command("start");
      if (!answer.ok) throw new Error(answer.sentence);
    }
    await page.evaluate(() => (globalThis as unknown as Workload).runWorkload());
    // The last batch goes out within its age limit; its cost counts.
    await page.waitForTimeout(700);
    const after = await taskMs(cdp);

    if (way === "waymark") await checkRecorded(await command("stop"));
    await control.close();
    return after - before;
  } finally {
    await page.close();
  }
}

interface Workload {
  runWorkload(): Promise<void>;
}

/** A recorder that records nothing would win: make sure it did its work. */
async function checkRecorded(answer: { ok: boolean; state?: { last: { events: number } | null } }) {
  const events = answer.state?.last?.events ?? 0;
  if (events < 100) throw new Error(`The workload left only ${events} events in the session.`);
}

async function taskMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
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
