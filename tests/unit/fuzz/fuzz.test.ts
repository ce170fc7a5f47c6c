import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fuzz, longTextCase, MOST_MS } from "./fuzz.ts";
import { longTexts } from "./spoil.ts";

const IS_LONG = process.env["WAYMARK_LONG"] !== undefined;
const EVENTS = IS_LONG ? 100_000 : 5_000;
const CHARS = IS_LONG ? 200_000 : 10_000;
/** Another seed tries other harm: `WAYMARK_FUZZ_SEED=7`. */
const SEED = Number(process.env["WAYMARK_FUZZ_SEED"] ?? 1);
const TIMEOUT_MS = IS_LONG ? 3_600_000 : 180_000;

it(
  `R4 no JSON makes normalizing, analysis or any question throw: ${EVENTS} harmed events`,
  async () => {
    const result = await fuzz(SEED, EVENTS);
    expect(result.harmed).toBeGreaterThanOrEqual(EVENTS);
    expect(result.slowestMs, `seed ${result.slowestCase}`).toBeLessThan(MOST_MS);
    if (!IS_LONG) return;
    mkdirSync("test-results", { recursive: true });
    writeFileSync("test-results/fuzz.json", JSON.stringify(result));
  },
  TIMEOUT_MS,
);

it(
  "R4 long texts in every place are read in time that grows no faster than they do",
  async () => {
    for (const text of longTexts(CHARS)) {
      const before = process.threadCpuUsage();
      await longTextCase(text);
      const tookMs = process.threadCpuUsage(before).user / 1_000;
      expect(tookMs, text.slice(0, 20)).toBeLessThan(MOST_MS);
    }
  },
  TIMEOUT_MS,
);
