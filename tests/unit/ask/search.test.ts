import { describe, expect, test } from "vitest";
import { createMatcher } from "../../../src/analysis/search.ts";
import { readRecording, sourceOf } from "../../../src/ask/recording.ts";
import { askSearch } from "../../../src/ask/search.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { visit } from "./recordings.ts";

const paying = async () =>
  sourceOf(await readRecording(checkout(), { id: "checkout", title: "c" }), "c");

describe("words", () => {
  test.each([
    ["Apply coupon", "Click on Apply coupon", 1],
    ["coupon apply", "Click on Apply coupon", 0.9],
    ["coup", "Apply coupon", 0.95],
    ["cuopon", "Apply coupon", 0.54],
    ["copon", "Apply coupon", 0.54],
    ["checkuot now", "Checkout Now", 0.72],
  ])("%j in %j scores %d", (query, text, score) => {
    expect(createMatcher(query)(text)?.score).toBeCloseTo(score, 5);
  });

  test.each([
    ["refund", "Apply coupon"],
    ["apply refund", "Apply coupon"],
    ["cap", "cup of tea"],
    ["  ", ""],
  ])("%j is not in %j", (query, text) => {
    const match = createMatcher(query)(text);
    expect(match === null || text === "").toBe(true);
  });
});

describe("search", () => {
  test("finds events by name, address, message; the best first, the earlier among equals", async () => {
    const source = await paying();
    const { hits } = await askSearch(source, "checkout", { text: "order is undefined" });
    expect(hits[0]).toMatchObject({
      score: 1,
      event: { kind: "error", tabId: "t1", segmentIndex: 0, frameIndex: 18 },
    });
    const orders = await askSearch(source, "checkout", { text: "v1/orders" });
    expect(orders.hits.map(({ event }) => event.offsetMs)).toEqual([9_020, 12_020, 12_470, 12_920]);
    const slip = await askSearch(source, "checkout", { text: "aply cupon" });
    expect(slip.hits[0]?.event.label).toBe('Click on "Apply coupon"');
  });

  test("tells when a text stood on the page, and what brought and took it", async () => {
    const { visible } = await askSearch(await paying(), "checkout", { text: "payment FAILED" });
    expect(visible).toMatchObject([
      {
        offsetMs: 10_620,
        frameIndex: 17,
        toOffsetMs: 24_050,
        until: { frameIndex: 36 },
        selector: "#note",
        text: "Payment failed. Please try again.",
      },
    ]);
  });

  test("a text that runs on over two elements is found, and one that stays has no end", async () => {
    const { visible } = await askSearch(await paying(), "checkout", { text: "Total € 41" });
    expect(visible).toMatchObject([
      { offsetMs: 20, toOffsetMs: null, until: null, selector: "#total" },
    ]);
  });

  test("a new page ends what stood on the one before", async () => {
    const { source } = await visit();
    const { visible } = await askSearch(source, "visit", { text: "Ridge Walk" });
    expect(visible[0]).toMatchObject({ offsetMs: 33, toOffsetMs: 2_105 });
    expect(visible[1]).toMatchObject({
      offsetMs: 2_105,
      toOffsetMs: null,
      selector: "body > main > h1",
    });
  });

  test("what is hidden does not stand on the page", async () => {
    const events = checkout();
    const hide = (value: string | null) => ({
      source: 0,
      texts: [],
      attributes: [{ id: 7, attributes: { hidden: value } }],
      removes: [],
      adds: [],
    });
    const start = events[0]!.timestamp;
    events.push({ type: 3, data: hide(""), timestamp: start + 11_000 });
    events.push({ type: 3, data: hide(null), timestamp: start + 11_500 });
    const source = sourceOf(await readRecording(events, { id: "c", title: "c" }), "c");
    const { visible } = await askSearch(source, "c", { text: "payment failed" });
    expect(visible.map(({ offsetMs, toOffsetMs }) => [offsetMs, toOffsetMs])).toEqual([
      [10_620, 11_000],
      [11_500, 24_050],
    ]);
  });

  test("limits are told", async () => {
    const { hits, left } = await askSearch(await paying(), "checkout", {
      text: "pay now",
      limit: 1,
    });
    expect([hits.length, left]).toEqual([1, 3]);
    for (const text of ["", " ", "x".repeat(501)]) {
      await expect(askSearch(await paying(), "checkout", { text })).rejects.toMatchObject({
        code: "invalid-input",
      });
    }
  });
});
