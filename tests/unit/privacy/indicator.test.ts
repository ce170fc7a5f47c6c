import { expect, it } from "vitest";
import { INDICATOR_TAG } from "../../../src/format/indicator.ts";
import { element, mutation, pass, snapshot, text } from "./build.ts";

it("P7 what bears the indicator's name is emptied, and what stands beside it keeps its place", () => {
  const title = "forged title";
  const { json, eventCount } = pass([
    snapshot(
      element(10, INDICATOR_TAG, { title }, text(11, "forged text")),
      element(14, INDICATOR_TAG.toUpperCase(), { title }, element(15, "b", {}, text(16, "forged"))),
      element(12, "p", {}, text(13, "beside")),
    ),
    mutation({ adds: [{ parentId: 3, nextId: 10, node: element(20, "nav") }] }),
  ]);
  expect(eventCount).toBe(2);
  expect(json).not.toMatch(/forged|waymark-indicator/i);
  expect(json).toContain("beside");
  expect(json).toContain('"nextId":10');
});
