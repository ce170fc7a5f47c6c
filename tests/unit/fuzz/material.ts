import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { isSignalTag, SIGNALS, type SignalTag } from "../../../src/format/signals/signals.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { readCorpus } from "../analysis/corpus.ts";

/** Real recordings, and made-up ones with every signal there is, to be spoiled. */
export function recordings(): RecordedEvent[][] {
  const labelled = [
    ...(readCorpus(resolve("tests/corpus/friction")) ?? []),
    ...(readCorpus(resolve("../shared/corpus/friction")) ?? []),
  ];
  const visit = JSON.parse(
    readFileSync(resolve("tests/fixtures/recordings/visit.json"), "utf8"),
  ) as { events: RecordedEvent[] };
  return [
    ...labelled.map(({ events }) => events as RecordedEvent[]),
    visit.events,
    checkout(),
  ].filter((events) => events.length > 3);
}

/** One sound payload of each signal, with as many of its parts as go together. */
export const PAYLOADS: { [T in SignalTag]: readonly unknown[] } = {
  "waymark.lifecycle": [
    { what: "start", reason: "navigation" },
    { what: "gap", reason: "No permission", origin: "https://sso.example" },
    { what: "pause" },
  ],
  "waymark.navigation": [
    { how: "push", url: "https://shop.example/cart", from: "https://shop.example/" },
    { how: "load", url: "https://shop.example/", type: "reload", redirects: 2 },
    { how: "title", url: "https://shop.example/", id: 4, title: "Cart" },
    { how: "bfcache", url: "https://shop.example/" },
  ],
  "waymark.error": [
    { what: "error", name: "TypeError", message: "x is undefined", stack: "at a (b.js:1:2)" },
    { what: "rejection", message: "Hydration failed" },
    { what: "resource", message: "", tag: "img", url: "https://shop.example/a.png", id: 5 },
  ],
  "waymark.console": [
    { level: "error", message: "Bad", args: [{ a: [1, "b"] }], nodes: [5], repeats: 3 },
    { level: "assert", message: "", stack: "at a (b.js:1:2)", depth: 2 },
  ],
  "waymark.network": [
    { id: "r1", phase: "start", how: "fetch", method: "POST", url: "https://shop.example/api" },
    { id: "r1", phase: "end", how: "fetch", status: 500, durationMs: 3_400 },
    { id: "r2", phase: "end", how: "load", whole: true, url: "/a", status: 404, durationMs: 9 },
    { id: "r3", phase: "start", how: "websocket", url: "wss://shop.example/" },
    { id: "r3", phase: "message", how: "websocket", direction: "in", data: "text", bytes: 9 },
  ],
  "waymark.vital": [
    { name: "LCP", value: 5_000, rating: "poor", id: 5 },
    { name: "memory", value: 12_000_000 },
  ],
  "waymark.form": [
    { what: "submit", id: 5, name: "order", fields: [{ id: 6, name: "mail" }] },
    { what: "invalid", id: 6, name: "mail", breaks: ["valueMissing"] },
    { what: "file", id: 6, files: [{ type: "image/png", bytes: 9 }] },
  ],
  "waymark.click": [
    {
      id: 5,
      x: 1,
      y: 2,
      pointer: "mouse",
      stack: [5, 4],
      missed: { id: 6, why: "covered" },
      prevented: true,
    },
  ],
  "waymark.key": [{ keys: "Ctrl+S", id: 6 }],
  "waymark.track": [
    { name: "ordered", data: { total: 3 }, by: "api" },
    { name: "tried", by: "click", id: 5 },
  ],
  "waymark.identify": [{ metadata: { plan: "free" } }],
  "waymark.browser": [
    { what: "dialog", dialog: "confirm", openMs: 900, accepted: false, detail: "Sure?" },
    { what: "download", file: { type: "text/csv", bytes: 9, host: "shop.example" } },
    { what: "tab-opened", detail: "https://shop.example/", tab: "t2" },
    { what: "hidden" },
  ],
  "waymark.circumstances": [
    { url: "https://shop.example/", browser: "Chrome 156", os: "Linux", build: "7" },
  ],
  "waymark.frame": [{ what: "shown", id: 5, url: "https://pay.example/" }],
  "waymark.link": [{ id: 5, nonce: 1 }],
  "waymark.canvas": [{ id: 5, width: 3, height: 3, missing: "cross-origin" }],
  "waymark.state": [{ id: 5, what: "popover", on: true }],
  "waymark.capture": [
    { part: "console", what: "sampled", dropped: 9 },
    { part: "network", what: "failed", reason: "x" },
  ],
  "waymark.redacted": [{ reason: "asked for" }],
};

export const TAGS = Object.keys(SIGNALS).filter(isSignalTag);
