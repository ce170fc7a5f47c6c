import { describe, expect, it } from "vitest";
import { LARGEST_FONT } from "../../../src/format/fonts.ts";
import { element, incremental, pass, snapshot, text } from "./build.ts";

describe("other events", () => {
  it("P4 page addresses keep scheme, host and path", () => {
    const { events } = pass([
      {
        type: 4,
        data: { href: "https://x.example/a?token=1#b", width: 1, height: 2 },
        timestamp: 1,
      },
    ]);
    expect(events[0]?.data["href"]).toBe("https://x.example/a?token=*#");
  });

  it("P5 known signals pass redacted, unknown tags, plugins and canvas are dropped and counted", () => {
    const signal = (tag: string, payload: object) => ({
      type: 5,
      data: { tag, payload },
      timestamp: 1,
    });
    const { events, hits, adds } = pass([
      signal("waymark.error", {
        what: "error",
        message: "No jane@example.com",
        source: "https://x.example/a.js?k=hush",
      }),
      signal("waymark.navigation", { how: "push", url: "/a?q=hush" }),
      signal("waymark.error", { what: "error", message: "x", extra: "hush" }),
      signal("other.tag", { a: "hush" }),
      { type: 6, data: { plugin: "p", payload: "hush" }, timestamp: 1 },
      incremental(9, { id: 1, type: 0, property: "fillText", args: ["hush"] }),
      incremental(2, { type: 2, id: 1, x: 1, y: 1 }),
    ]);
    expect(JSON.stringify(events)).not.toContain("hush");
    expect(events).toHaveLength(3);
    expect(adds).toEqual({ clicks: 1, navigations: 1, errors: 1 });
    expect(hits).toMatchObject({ email: 1, "unknown-event": 2 });
    expect((hits["malformed"] ?? 0) + (hits["canvas"] ?? 0)).toBe(2);
  });

  it("P4 the address of a tab that was opened is treated as one", () => {
    const opened = (detail: string) => {
      const data = { tag: "waymark.browser", payload: { what: "tab-opened", detail } };
      const { events } = pass([{ type: 5, data, timestamp: 1 }]);
      return (events[0]?.data["payload"] as { detail?: string } | undefined)?.detail;
    };
    expect(opened("javascript:alert('hush')")).toBe("javascript:");
    expect(opened("mailto:jane")).toBe("mailto:");
    expect(opened("bank-app://pay/hush")).toBe("bank-app:");
    expect(opened("https://x.example/a?q=hush#b")).toBe("https://x.example/a?q=*#");
    expect(opened("about:blank")).toBe("about:blank");
  });

  it("P4 R4 fonts come by URL and no larger than the recorder sends them", () => {
    const font = (fontSource: string, buffer: unknown) =>
      pass([incremental(10, { family: "F", fontSource, buffer })]).events[0]?.data["fontSource"];
    const head = "url(data:font/woff2;base64,";
    const largest = `d09GMg${"A".repeat(4 * Math.ceil(LARGEST_FONT / 3) - 6)}`;
    expect(font(`${head}${largest})`, false)).toHaveLength(head.length + largest.length + 1);
    expect(font(`${head}${largest}${"A".repeat(100)})`, false)).toBeUndefined();
    expect(font("[1,2,3]", true)).toBeUndefined();
  });

  it("P3 selections in masked text are dropped, because their offsets count characters", () => {
    const { events } = pass([
      snapshot(
        element(10, "div", { contenteditable: "" }, text(11, "abc")),
        element(12, "p", {}, text(13, "abc")),
      ),
      incremental(14, {
        ranges: [
          { start: 11, startOffset: 0, end: 11, endOffset: 3 },
          { start: 13, startOffset: 0, end: 13, endOffset: 2 },
        ],
      }),
    ]);
    expect(events[1]?.data["ranges"]).toEqual([
      { start: 13, startOffset: 0, end: 13, endOffset: 2 },
    ]);
  });
});
