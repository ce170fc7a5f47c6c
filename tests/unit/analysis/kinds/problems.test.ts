import { describe, expect, it } from "vitest";
import { hydrationError, isHydration } from "../../../../src/analysis/friction/hydration-error.ts";
import { POOR, poorVital } from "../../../../src/analysis/friction/poor-vital.ts";
import type { TabEvidence } from "../../../../src/analysis/friction/evidence/types.ts";
import type { NormalizedEvent } from "../../../../src/analysis/event.ts";
import { clicks, factsOf, kindsOf, logged, only, shop, signal, thrown } from "./build.ts";

describe("js-error and console-error", () => {
  it("fold the same message, whatever numbers are in it, and are low where no click caused them", () => {
    const errors = [1, 2, 3].map((i) => thrown(i * 5_000, `Socket ${i} closed`));
    const [finding, ...others] = only("js-error", [...shop(), ...errors]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "low", window: { fromOffsetMs: 5_000 } });
    expect(finding?.why).toContain("came 3 times");
    expect(finding?.evidence).toHaveLength(3);
    const lines = [1, 2].map((i) => logged(i * 5_000, `Cache miss ${i}`));
    expect(only("console-error", [...shop(), ...lines])).toMatchObject([{ severity: "low" }]);
  });

  it("tell what is thrown and logged once", () => {
    const both = [logged(5_000, "Error: no stock"), thrown(5_001, "Error: no stock")];
    expect(kindsOf([...shop(), ...both])).toEqual(["js-error"]);
  });

  it("name what was thrown once, however the browser says that nothing caught it", () => {
    const message = "Uncaught TypeError: order is undefined";
    const named = signal(5_000, "waymark.error", { what: "error", name: "TypeError", message });
    const [finding] = only("js-error", [...shop(), named]);
    expect(finding?.title).toBe("Uncaught error: TypeError: order is undefined");
  });

  it("leave warnings and other lines alone", () => {
    const lines = ["warn", "log", "info", "debug"].map((level) => logged(3_000, "x", level));
    expect(kindsOf([...shop(), ...lines])).toEqual([]);
  });

  it("twenty console errors do not bury one dead button", () => {
    const words = "abcdefghijklmnopqrst".split("");
    const noise = words.map((word, i) => logged(3_000 + i * 400, `Warning ${word}`));
    const { findings, struggles } = factsOf([...shop(), ...noise, ...clicks(25_000, 1, 0)]);
    expect(findings).toHaveLength(21);
    expect(findings[0]?.kind).toBe("dead-click");
    expect(struggles[0]?.kinds).toContain("dead-click");
    expect(struggles.at(-1)?.score).toBeLessThan(struggles[0]?.score ?? 0);
  });
});

describe("hydration-error", () => {
  it.each([
    "Error: Hydration failed because the initial UI does not match what was rendered on the server.",
    'Warning: Text content did not match. Server: "1" Client: "2"',
    "Error: Minified React error #418; visit https://react.dev/errors/418",
    "Error: There was an error while hydrating. Because the error happened outside of a Suspense boundary, the entire root will switch to client rendering.",
    "[Vue warn]: Hydration node mismatch:",
    "Hydration completed but contains mismatches.",
    "[svelte] hydration_mismatch",
    "Hydration Mismatch. Unable to find DOM nodes for hydration key: 0-1",
    "ERROR Error: NG0500: During hydration Angular expected <div> but found <span>",
  ])("is known by what frameworks say: %s", (message) => {
    expect(isHydration(message)).toBe(true);
    expect(kindsOf([...shop(), logged(400, message)])).toEqual(["hydration-error"]);
  });

  it.each([
    "Minified React error #31",
    "Failed to fetch",
    "Please drink: dehydration is near",
    "NG0100: changed",
  ])("is not: %s", (message) => expect(isHydration(message)).toBe(false));

  it("weighs more when the page was built anew", () => {
    const message = "Hydration failed; the entire root will switch to client rendering";
    expect(only("hydration-error", [...shop(), thrown(400, message)])).toMatchObject([
      { kind: hydrationError.kind, severity: "medium" },
    ]);
  });
});

describe("poor-vital", () => {
  const at = (offsetMs: number, kind: "vital" | "navigation", data: Record<string, unknown>) =>
    ({
      sessionId: "s",
      tabId: "t",
      segmentIndex: 0,
      frameIndex: offsetMs,
      offsetMs,
      kind,
      url: "http://shop.test/",
      nodeId: null,
      selector: null,
      data,
    }) as unknown as NormalizedEvent;
  const told = (events: NormalizedEvent[]) =>
    poorVital.find({ events, startedAt: 0 } as unknown as TabEvidence).map(({ title }) => title);

  it("is the last word of a vital on each page, when it is poor", () => {
    const events = [
      at(0, "navigation", { url: "http://shop.test/" }),
      at(900, "vital", { name: "LCP", value: 900, rating: "good" }),
      at(5_000, "vital", { name: "LCP", value: 5_000, rating: "poor" }),
      at(6_000, "vital", { name: "INP", value: 640 }),
      at(7_000, "navigation", { url: "http://shop.test/b" }),
      at(8_000, "vital", { name: "CLS", value: 0.31, rating: "poor" }),
    ];
    expect(told(events)).toEqual(["LCP is poor: 5.0 s", "INP is poor: 0.6 s", "CLS is poor: 0.31"]);
  });

  it("is none at its limit, in a frame, for long tasks and memory, nor for what makes no sense", () => {
    const limits = Object.entries(POOR).map(([name, value], i) => at(i, "vital", { name, value }));
    const others = [
      at(10, "vital", { name: "INP", value: 900, frame: 7 }),
      at(11, "vital", { name: "long-task", value: 9_000 }),
      at(12, "vital", { name: "memory", value: 9e9 }),
      at(13, "vital", { name: "LCP", value: "slow" }),
      at(14, "vital", { name: "constructor", value: 1 }),
    ];
    expect(told([...limits, ...others])).toEqual([]);
  });
});
