import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readCorpus } from "../corpus.ts";
import { clicks, click, idleUntil, mutation, shop, BUTTON } from "../kinds/build.ts";
import { mixpanel } from "./mixpanel.ts";
import { posthog } from "./posthog.ts";
import { sentiero } from "./sentiero.ts";
import { sentry } from "./sentry.ts";
import { ratesOf, tableOf } from "./table.ts";

const FOLDER = "../shared/corpus/friction";
const shared = readCorpus(resolve(FOLDER));
const own = readCorpus(resolve("tests/corpus/friction")) ?? [];
const docs = readFileSync("docs/friction.md", "utf8");

describe("published rules beside ours", () => {
  it.skipIf(shared === null)(
    `give the table of docs/friction.md (skipped where ${FOLDER} is not beside the checkout)`,
    () => {
      const table = tableOf(ratesOf([...(shared ?? []), ...own]));
      const rows = table.map((cells) => cells.join(" | "));
      const written = docs
        .split("\n")
        .map((line) => line.replace(/^\|\s*|\s*\|$/g, "").replace(/\s+\|\s+/g, " | "));
      expect(
        rows.filter((row) => !written.includes(row)),
        rows.join("\n"),
      ).toEqual([]);
    },
  );

  it.skipIf(shared === null)(`find less than ours, or tell more that is false (see above)`, () => {
    const rates = ratesOf([...(shared ?? []), ...own]);
    const isPerfect = ({ expected, found, wrong }: (typeof rates)[number]) =>
      found === expected && wrong === 0;
    const ours = rates.filter(({ system }) => system === "Waymark");
    expect(ours.filter((one) => !isPerfect(one))).toEqual([]);
    // Of scroll thrash there is one recording, which Sentiero finds as well.
    const theirs = rates.filter(({ system, expected }) => system !== "Waymark" && expected > 1);
    expect(theirs.filter(isPerfect)).toEqual([]);
  });

  const page = shop();
  const kinds = (rules: typeof sentry, events: Parameters<typeof sentry>[0]) =>
    rules([...page, ...events, idleUntil(30_000)]).map(({ kind }) => kind);

  it("are what their systems do: Sentiero", () => {
    expect(kinds(sentiero, clicks(2_000, 3, 240))).toEqual(["rage-click"]);
    expect(kinds(sentiero, clicks(2_000, 3, 260))).not.toContain("rage-click");
    const [, , fire] = click(2_000, BUTTON);
    const late = (ms: number) => ({ ...mutation(0, {}), timestamp: fire!.timestamp + ms });
    expect(kinds(sentiero, [fire!, late(500)])).toEqual([]);
    expect(kinds(sentiero, [fire!, late(501)])).toEqual(["dead-click"]);
    expect(kinds(sentiero, [fire!, late(0)])).toEqual(["dead-click"]);
  });

  it("are what their systems do: PostHog, Mixpanel, Sentry", () => {
    expect(kinds(posthog, clicks(2_000, 3, 900))).toContain("rage-click");
    expect(kinds(posthog, clicks(2_000, 3, 1_000))).not.toContain("rage-click");
    expect(kinds(mixpanel, clicks(2_000, 3, 900))).not.toContain("rage-click");
    expect(kinds(mixpanel, clicks(2_000, 4, 900))).toContain("rage-click");
    expect(kinds(sentry, clicks(2_000, 4, 900))).toEqual(["dead-click"]);
    expect(kinds(sentry, clicks(2_000, 5, 900))).toEqual(["rage-click"]);
    expect(kinds(sentry, [...click(2_000, BUTTON), mutation(9_000, {})])).toEqual([]);
  });
});
