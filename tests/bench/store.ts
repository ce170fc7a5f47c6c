import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { build } from "vite";
import type { Sanitized } from "../../src/format/sanitized.ts";
import type { Session, TailBatch } from "../../src/format/session.ts";
import { createMemoryStore } from "../../src/store/memory/store.ts";
import { makeBatches } from "./events.ts";
import { makeRow, type Row } from "./row.ts";
import type * as Page from "./store-page.ts";

const PAIRS = 60;
const EVENTS = 100_000;

export async function benchStore(): Promise<Row[]> {
  return [await append(), await bytes()];
}

/** Latency of one append in a real page, each way in turn and each going first every other time. */
async function append(): Promise<Row> {
  const script = await bundlePage();
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script src="/page.js"></script>');
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  // A profile on disk: a throw-away context would keep IndexedDB in memory.
  const profile = await mkdtemp(join(tmpdir(), "waymark-bench-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--no-first-run"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const times = await page.evaluate(
      (pairs) => (globalThis as unknown as { storePage: typeof Page }).storePage.benchAppend(pairs),
      PAIRS,
    );
    const note = `one batch of ${times.batchBytes} bytes: appendTail (parsed, counted, remembered) against a bare IndexedDB put of its JSON, both relaxed; target <= 1.5`;
    return makeRow("store.append", "ms", times.ours, times.reference, note);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
    server.close();
  }
}

async function bundlePage(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: {
        entry: resolve(import.meta.dirname, "store-page.ts"),
        name: "storePage",
        formats: ["iife"],
        fileName: "page",
      },
    },
  });
  const chunks = [output].flat().flatMap((each) => ("output" in each ? each.output : []));
  const [chunk] = chunks;
  if (chunk?.type !== "chunk") throw new Error("The benchmark page was not bundled.");
  return chunk.code;
}

/** What a long session takes up, sealed as it goes on, against one gzip of all of it. */
async function bytes(): Promise<Row> {
  const store = createMemoryStore();
  const batches = makeBatches(EVENTS / 50);
  const id = "bench";
  await store.putSession(newSession(id, batches[0]?.firstEventAt ?? 0));
  for (const [seq, batch] of batches.entries()) {
    const place = { sessionId: id, tabId: "tab", producer: "document", seq, adds: {}, hits: {} };
    await store.appendTail({ ...place, ...batch } as Sanitized<TailBatch>);
    if (seq % 50 === 49) await store.seal(id, "tab");
  }
  await store.seal(id, "tab", { all: true });

  const infos = await store.listSegments(id, "tab");
  let ours = 0;
  for (const { index } of infos) {
    ours += (await store.getSegment(id, "tab", index))?.gzip.length ?? 0;
  }
  const whole = `[${batches.map(({ json }) => json.slice(1, -1)).join(",")}]`;
  const reference = gzipSync(whole).length;
  const note = `${EVENTS} events, ${whole.length} bytes of JSON in ${infos.length} segments, against one gzip of the whole; target <= 1.2`;
  return makeRow("store.bytes", "bytes", [ours], [reference], note);
}

function newSession(id: string, startedAt: number): Sanitized<Session> {
  const session: Session = {
    id,
    format: 1,
    title: "Benchmark",
    site: "shop.example",
    startedAt,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [],
    environment: {},
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { events: 0, bytes: 0, clicks: 0, navigations: 0, errors: 0, findings: 0 },
    rev: 0,
  };
  return session as Sanitized<Session>;
}
