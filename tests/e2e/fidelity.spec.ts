import { expect, test } from "@playwright/test";
import { benchFidelity } from "../bench/fidelity.ts";
import { IS_LONG, testLong } from "./support/long.ts";

/** Some apps of `npm run bench -- fidelity`, so that what it found stays true; the rest is a benchmark. */
const measure = async (app: string) =>
  new Map(
    (await benchFidelity({ apps: [app] })).map((row) => [
      row.name.replace(`fidelity.${app}.`, ""),
      row,
    ]),
  );

testLong(
  "an emotion app in production mode replays as it was, as in the fidelity benchmark",
  async () => {
    test.setTimeout(180_000);
    const rows = await measure("emotion");
    expect([...rows.keys()]).toEqual(["text", "element", "picture", "viewer"]);
    for (const [name, { ours, reference }] of rows) {
      expect(ours, name).toBeGreaterThan(0.98);
      expect(reference, `${name} of bare rrweb`).toBeGreaterThan(0.9);
    }
  },
);

/** The same page drawn twice may differ by so much. */
const TOLERANCE = 0.01;
const MEASURES = ["text", "element", "picture", "scroll"];

interface Better {
  app: string;
  why: string;
  /** Of each line, ours is better in one measure at least. */
  better: readonly (readonly string[])[];
  /** Where it is chance whether bare rrweb loses something, it is given more runs to do so. */
  runs: number;
}

const BETTER: readonly Better[] = [
  { app: "diff", why: "panes that scroll together", better: [["scroll", "picture"]], runs: 3 },
  { app: "chart", why: "canvases", better: [["picture"]], runs: 1 },
  {
    app: "frames",
    why: "a frame of another origin",
    better: [["text"], ["element"], ["picture"]],
    runs: 1,
  },
];

/** Canvases and frames have specs of their own, and their apps their turn in `npm run test:long`. */
const isDue = ({ app }: Better) => app === "diff" || IS_LONG;
for (const { app, why, better, runs } of BETTER.filter(isDue)) {
  test(`${app} (${why}) replays as it was, better than from bare rrweb and in nothing worse`, async () => {
    test.setTimeout(180_000 * runs);
    let notAhead: string[] = [];
    for (let run = 1; run === 1 || (notAhead.length > 0 && run <= runs); run++) {
      const rows = await measure(app);
      for (const name of MEASURES) {
        const row = rows.get(name);
        if (!row) continue;
        expect(row.ours, name).toBeGreaterThan(0.97);
        expect(row.ours, name).toBeGreaterThan(row.reference - TOLERANCE);
      }
      const isAhead = (name: string) =>
        rows.get(name)!.ours > rows.get(name)!.reference + TOLERANCE;
      notAhead = better.filter((names) => !names.some(isAhead)).map((names) => names.join(" or "));
    }
    expect(notAhead).toEqual([]);
  });
}
