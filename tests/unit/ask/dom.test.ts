import { beforeAll, describe, expect, test } from "vitest";
import { askDom, askHistory } from "../../../src/ask/dom.ts";
import { readRecording, sourceOf } from "../../../src/ask/recording.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { visit } from "./recordings.ts";

let source: SessionSource;
let shop: SessionSource;
beforeAll(async () => {
  source = (await visit()).source;
  shop = sourceOf(await readRecording(checkout(), { id: "checkout", title: "c" }), "c");
});

describe("the page at a moment", () => {
  test("is the page of then, and says which moment that is", async () => {
    const first = await askDom(source, "visit", { atMs: 1_000, as: "text" });
    expect(first).toMatchObject({
      url: "http://trails.example/",
      title: "Trails",
      tabId: "t1",
    });
    const later = await askDom(source, "visit", { atMs: 94_000, selector: "#basket", as: "text" });
    expect(later).toMatchObject({ content: "1", offsetMs: 93_676, title: "Ridge Walk" });
    expect((await askDom(source, "visit", { selector: "#basket", as: "text" })).content).toBe("2");
  });

  test("as an outline: roles, names, states, node ids; hidden parts left out", async () => {
    const { content } = await askDom(shop, "checkout", { atMs: 11_000 });
    expect(content?.split("\n")).toEqual([
      'heading "Checkout" level=1 [9]',
      'text "Total"',
      'text "€ 41.00"',
      'text "Coupon"',
      'textbox "Coupon" value="********" [1]',
      'button "Apply coupon" [2]',
      'text "Address"',
      'textbox "Address" value="********" [4]',
      'button "Pay now" [5]',
      "status [7]",
      '  text "Payment failed. Please try again."',
      'link "Help" [19]',
    ]);
  });

  test("as HTML and as a tree, of one element", async () => {
    const html = await askDom(shop, "checkout", { selector: "p#total", as: "html" });
    expect(html.content).toBe('<p id="total">Total <b>€ 41.00</b></p>');
    expect(html.target).toMatchObject({ selector: "#total", label: "Total € 41.00" });
    const tree = await askDom(shop, "checkout", { nodeId: html.target!.nodeId, as: "tree" });
    expect(tree.content).toMatch(/^p#total \[\d+\]\n {2}"Total"\n {2}b \[\d+\] "€ 41.00"$/);
    const flat = await askDom(shop, "checkout", { as: "tree", depth: 1 });
    expect(flat.content).toMatch(/body \[\d+\] … 11 inside/);
  });

  test("as form state, masks as recorded", async () => {
    const { fields } = await askDom(shop, "checkout", { atMs: 3_000, as: "form" });
    expect(fields?.map(({ selector, label, value }) => [selector, label, value])).toEqual([
      ["#coupon", "Coupon", "********"],
      ["#address", "Address", null],
    ]);
  });

  test("what does not fit is cut, and that is said", async () => {
    for (const as of ["outline", "text", "tree", "html"] as const) {
      const { content, cut } = await askDom(shop, "checkout", { as, limit: 40 });
      expect(content!.length).toBeLessThanOrEqual(40 + "<!-- cut -->".length);
      expect(cut?.[0]).toContain("Cut after");
    }
  });

  test("several that a selector means are told apart", async () => {
    const { target, others } = await askDom(shop, "checkout", { selector: "button", as: "html" });
    expect(target?.selector).toBe("#apply");
    expect(others.map(({ selector }) => selector)).toEqual(['[data-testid="pay"]']);
  });

  test.each([
    [{ selector: "#nothing" }, "not-found"],
    [{ selector: "a:hover" }, "invalid-input"],
    [{ selector: "a::before" }, "invalid-input"],
    [{ selector: "" }, "invalid-input"],
    [{ selector: "a", nodeId: 1 }, "invalid-input"],
    [{ atMs: 5 }, "not-found"],
    [{ tabId: "t9" }, "not-found"],
    [{ atMs: Number.NaN }, "invalid-input"],
  ])("R4 %j is refused as %s", async (query, code) => {
    await expect(askDom(shop, "checkout", query)).rejects.toMatchObject({ code });
  });
});

describe("an element's history", () => {
  test("each change, with the click and the request before it", async () => {
    const { changes } = await askHistory(shop, "checkout", { selector: "#note" });
    expect(changes.map(({ offsetMs, what }) => [offsetMs, what])).toEqual([
      [20, "appeared"],
      [3_200, "changed"],
      [10_620, "changed"],
      [24_050, "changed"],
    ]);
    expect(changes[2]).toMatchObject({
      changes: [
        { of: "text", from: "This coupon is not known.", to: "Payment failed. Please try again." },
      ],
      after: {
        act: { label: 'Click on "Pay now"', beforeMs: 1_620, frameIndex: 14 },
        request: { label: "POST /v1/orders 500", beforeMs: 1_600 },
      },
    });
    expect(changes[0]?.after).toEqual({ act: null, request: null });
  });

  test("a new page takes the element and brings another", async () => {
    const { changes } = await askHistory(source, "visit", { selector: "#basket" });
    expect(changes.map(({ what }) => what)).toEqual([
      "appeared",
      "gone",
      "appeared",
      "changed",
      "changed",
    ]);
  });

  test("a time and a limit", async () => {
    const some = { selector: "#note", fromOffsetMs: 3_000, toOffsetMs: 23_000, limit: 1 };
    const { changes, left } = await askHistory(shop, "checkout", some);
    expect([changes.map(({ offsetMs }) => offsetMs), left]).toEqual([[3_200], 1]);
  });

  test("an element that never was, or none at all, is refused", async () => {
    const never = askHistory(shop, "checkout", { selector: "#nothing" });
    await expect(never).rejects.toMatchObject({ code: "not-found" });
    await expect(askHistory(shop, "checkout", {})).rejects.toMatchObject({ code: "invalid-input" });
  });
});
