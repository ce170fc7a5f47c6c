import { expect, it } from "vitest";
import { soakReport, type Memory } from "../../../scripts/lib/soak-report.ts";

const memory = (samples: number): Memory => ({
  samples: Array.from({ length: samples }, (_, n) => ({ atMs: n * 15_000, bytes: 5_000_000 + n })),
  ratio: 1.012,
  grownBytes: -250_000,
  medianBytes: 5_000_000,
});

const report = soakReport({
  date: "2026-11-28",
  machine: "Two cores.",
  minutes: 12.34,
  tabs: 6,
  documents: 141,
  navigations: { links: 56, reloads: 55, views: 89 },
  events: 401_234,
  segments: 90,
  bytes: 123_456_789,
  held: 390_001,
  clicks: 500,
  stopMs: 3_400,
  pages: memory(61),
  serviceWorker: memory(10),
  viewer: { afterFew: 9e6, afterAll: 9.5e6, seeks: 50, medianMs: 120.4, longestMs: 800 },
});

it("says what was accounted for, and how level memory was", () => {
  expect(report).toContain("200: 56 links, 55 reloads, 89 pushState");
  expect(report).toContain("401,234 in 90 segments, 123.5 MB of JSON");
  expect(report).toContain("390,001; stored, each once: all");
  expect(report).toContain(
    "median 5.0 MB; last third 1.01x of the first; the line through all: -0.3 MB",
  );
  expect(report).toContain("9.0 MB after 5 seeks, 9.5 MB after 50");
});

it("draws memory over time, thinned to what fits", () => {
  const lines = [...report.matchAll(/ {2}line \[(.*)\]/g)].map(([, points]) => points!.split(", "));
  expect(lines.map((points) => points.length)).toEqual([21, 10]);
  expect(report).toContain('x-axis "minutes" 0 --> 15.0');
});
