import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { once } from "node:events";
import { createGzip, gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { build } from "vite";
import type { RecordedEvent } from "../../src/format/events.ts";
import type { Sanitized } from "../../src/format/sanitized.ts";
import { SEGMENT_BYTES } from "../../src/format/segment-limits.ts";
import type { Session, TailBatch } from "../../src/format/session.ts";
import { createMemoryStore } from "../../src/store/memory/store.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { withKeyframesOnSeal } from "../../src/worker/replay/keyframes-on-seal.ts";
import { CHROMIUM_FLAGS, chromiumPath } from "../e2e/support/chromium.ts";
import { makeBatches } from "./events.ts";
import { LONG_SESSION_START, makeLongSession } from "./long-session.ts";
import { makeRow, type Row } from "./row.ts";
import type * as Page from "./store-page.ts";

const PAIRS = 60;
const EVENTS = 100_000;
/** An hour of one document: what keyframes are for. */
const LONG_EVENTS = 400_000;

export async function benchStore(): Promise<Row[]> {
  return [await append(), await bytes(), await bytesWithKeyframes()];
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
    executablePath: chromiumPath(),
    args: [...CHROMIUM_FLAGS],
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

/** An hour of one document that is never loaded anew, with all that sealing derives from it. */
async function bytesWithKeyframes(): Promise<Row> {
  const plain = createMemoryStore();
  let derived = 0;
  const counting: SessionStore = {
    ...plain,
    async putDerived(key, value) {
      derived += value.length;
      await plain.putDerived(key, value);
    },
  };
  const store = withKeyframesOnSeal(counting, (message) => {
    throw new Error(message);
  });
  const id = "bench";
  await store.putSession(newSession(id, LONG_SESSION_START));
  const whole: Uint8Array[] = [];
  const packer = createGzip();
  packer.on("data", (chunk: Uint8Array) => whole.push(chunk));
  const packed = once(packer, "end");
  let length = 0;
  let unsealed = 0;
  let seq = 0;
  for (const batch of longBatches(LONG_EVENTS)) {
    packer.write(`${seq === 0 ? "[" : ","}${batch.json.slice(1, -1)}`);
    length += batch.json.length;
    const place = { sessionId: id, tabId: "tab", producer: "document", seq, adds: {}, hits: {} };
    seq++;
    await store.appendTail({ ...place, ...batch } as Sanitized<TailBatch>);
    unsealed += batch.json.length;
    if (unsealed < SEGMENT_BYTES) continue;
    for (const sealed of await store.seal(id, "tab")) unsealed -= sealed.bytes;
  }
  await store.seal(id, "tab", { all: true });
  packer.end("]");
  await packed;

  const infos = await store.listSegments(id, "tab");
  let segments = 0;
  for (const { index } of infos) {
    segments += (await store.getSegment(id, "tab", index))?.gzip.length ?? 0;
  }
  const reference = whole.reduce((sum, chunk) => sum + chunk.length, 0);
  const note = `${LONG_EVENTS} events of one document of 5,000 nodes, ${length} bytes of JSON; ${infos.length} segments are ${segments} bytes, their keyframes ${derived}; against one gzip of the whole; target <= 1.35`;
  return makeRow("store.bytes.keyframes", "bytes", [segments + derived], [reference], note);
}

function* longBatches(count: number) {
  let events: RecordedEvent[] = [];
  const pack = () => {
    const batch = {
      json: JSON.stringify(events),
      firstEventAt: events[0]!.timestamp,
      lastEventAt: events.at(-1)!.timestamp,
      eventCount: events.length,
    };
    events = [];
    return batch;
  };
  for (const event of makeLongSession(count)) if (events.push(event) === 200) yield pack();
  if (events.length > 0) yield pack();
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
