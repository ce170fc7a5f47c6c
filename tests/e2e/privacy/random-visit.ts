import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import type { Browser } from "@playwright/test";
import { mendedRrweb } from "../../../scripts/lib/mended-rrweb.ts";
import { MARK_RULE } from "../../../src/privacy/hits.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_PAGE_POLICY, type Level, type PagePolicy } from "../../../src/privacy/policy.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { randomFrom } from "../../unit/dom/random-page.ts";
import { reassembled, runsThrough } from "../canary/search.ts";
import { createVault, type Vault } from "../canary/vault.ts";
import { bundleScript } from "../support/bundle.ts";
import { ACTS } from "./random-acts.ts";
import { type RandomMarkup, randomMarkup } from "./random-markup.ts";
import type { PlannedAct, RandomVisit, Visit } from "./random-recorder.ts";

/** A random page and what is done to it, all from its seed. */
export interface Plan {
  seed: number;
  level: Level;
  /** With gate 1 and then gate 2, or by rrweb alone and then gate 2. */
  gated: boolean;
  vault: Vault;
  markup: RandomMarkup;
  acts: readonly PlannedAct[];
}

const LEVELS: readonly Level[] = ["balanced", "balanced", "strict", "open"];

export function planOf(seed: number, gated: boolean, count: number): Plan {
  const random = randomFrom(seed);
  const vault = createVault();
  const level = LEVELS[seed % LEVELS.length]!;
  const markup = randomMarkup({ random, vault, gated, open: level === "open" });
  const names = Object.keys(ACTS).filter((name) => gated || !ACTS[name]!.gatedOnly);
  const acts = Array.from({ length: count }, (_, i): PlannedAct => {
    const name = names[random(names.length)]!;
    const secret = vault.at(`${ACTS[name]!.kind}: act ${i}, ${name}`);
    return { name, secret, word: `Words of act number ${i} stay`, seed: random(1e9) };
  });
  return { seed, level, gated, vault, markup, acts };
}

export interface RandomSite {
  /** What is wrong with the recording of this plan, a line each; empty when all is right. */
  findingsOf(plan: Plan): Promise<string[]>;
  close(): Promise<void>;
}

export async function serveRandomPages(browser: Browser): Promise<RandomSite> {
  const entry = new URL("random-recorder.ts", import.meta.url).pathname;
  const script = await bundleScript(entry, [mendedRrweb()]);
  let plan: Plan | null = null;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    const frame = /^\/random\/frame-(\d+)$/.exec(pathname)?.[1];
    if (pathname === "/recorder.js")
      response.setHeader("content-type", "text/javascript").end(script);
    else if (plan && frame !== undefined)
      response.setHeader("content-type", "text/html").end(plan.markup.frames[Number(frame)]);
    else if (plan && pathname === "/random/")
      response.setHeader("content-type", "text/html").end(pageOf(plan));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function visit(current: Plan): Promise<Visit> {
    plan = current;
    const page = await browser.newPage();
    try {
      await page.goto(`${origin}/random/?k=${current.vault.at("gone: query of the page")}`);
      return await page.evaluate(
        (acts) => (globalThis as { randomVisit?: RandomVisit }).randomVisit!.act(acts),
        current.acts,
      );
    } finally {
      await page.close();
    }
  }

  return {
    findingsOf: async (current) => judge(current, await visit(current)),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const policyOf = (level: Level): PagePolicy => ({ ...DEFAULT_PAGE_POLICY, level, mask: [".vip"] });

function pageOf({ level, gated, vault, markup }: Plan): string {
  const policy = gated ? JSON.stringify(policyOf(level)) : "null";
  const unmask = level === "open" ? " data-waymark-unmask" : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<script src="/recorder.js"></script><script>randomVisit.begin(${policy})</script>
<title>Page of ${vault.at("pattern: title of the page")}</title></head>
<body${unmask}>${markup.body}</body></html>`;
}

function judge({ level, gated, vault, markup, acts }: Plan, { events, words, failed }: Visit) {
  const found = failed.map((each) => `failed: ${each}`);
  const gate = createGate2({ policy: policyOf(level) });
  const { json, hits } = gate.sanitize(`[${events.join(",")}]`);
  const leaks = (where: string, places: readonly string[]) =>
    places
      .filter((place) => level !== "open" || !place.startsWith("control: "))
      .forEach((place) => found.push(`${where}: ${place}`));
  const stored = JSON.parse(json) as RecordedEvent[];

  leaks("stored", vault.leaksIn(json));
  const parts = reassembled(stored);
  leaks("stored in parts", parts.flatMap(vault.leaksIn));
  // Texts that are shown share letters with every secret.
  if (level !== "open") leaks("stored bit by bit", runsThrough(vault, parts));

  if (gated) {
    leaks("behind gate 1", vault.leaksIn(events.join("\n")));
    // Marks are counted by gate 2 alone.
    const more = Object.keys(hits).filter((rule) => !rule.startsWith(MARK_RULE));
    if (more.length > 0) found.push(`gate 2 found more: ${more.join(", ")}`);
    if (stored.length !== events.length) found.push("gate 2 dropped an event");
    const changed = stored.findIndex(
      (event, i) => !isDeepStrictEqual(event, JSON.parse(events[i] ?? "null")),
    );
    if (changed >= 0)
      found.push(`gate 2 changed ${events[changed]} into ${JSON.stringify(stored[changed])}`);
  } else if (acts.length > 20 && vault.leaksIn(events.join("\n")).length < 30) {
    found.push("the page planted too little to prove anything");
  }

  for (const word of [...markup.words, ...words]) {
    if (json.includes(word) === (level === "strict"))
      found.push(`${level === "strict" ? "shown" : "missing"}: ${word}`);
  }
  return found;
}
