import { expect, test } from "@playwright/test";
import { benchFidelity } from "../bench/fidelity.ts";

/** One fast app of `npm run bench -- fidelity`, so that the harness keeps working; the rest is a benchmark. */
test("an emotion app in production mode replays as it was, as in the fidelity benchmark", async () => {
  test.setTimeout(180_000);
  const rows = await benchFidelity({ apps: ["emotion"] });
  expect(rows.map(({ name }) => name)).toEqual(
    ["text", "element", "picture", "viewer"].map((measure) => `fidelity.emotion.${measure}`),
  );
  for (const { name, ours, reference } of rows) {
    expect(ours, name).toBeGreaterThan(0.98);
    expect(reference, `${name} of bare rrweb`).toBeGreaterThan(0.9);
  }
});
