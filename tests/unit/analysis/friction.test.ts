import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { appears, click, el, event, idleUntil, load, setAttributes, T0, tap } from "../dom/page.ts";
import { END, factsOf, findings, button, page } from "./clicked-page.ts";
import { clicks } from "./kinds/build.ts";

describe("what must be found", () => {
  it("a click on a button that does nothing", () => {
    expect(findings([...page(), ...click(2_000, 10), idleUntil(END)])).toEqual(["dead-click 10"]);
  });

  it("three quick clicks on it, told once and as rage", () => {
    expect(findings([...page(), ...clicks(2_000, 3, 250), idleUntil(END)])).toEqual([
      "rage-click 10",
    ]);
  });

  it("taps like clicks", () => {
    const taps = [0, 300, 600].flatMap((ms) => tap(2_000 + ms, 10));
    expect(findings([...page(), ...taps, idleUntil(END)])).toEqual(["rage-click 10"]);
  });

  it("a click through an invisible layer", () => {
    const css = "#veil { position: absolute; background: transparent; z-index: 9 }";
    const body = [button(), el(80, "div", { id: "veil" })];
    expect(findings([...load(body, { css }), ...click(2_000, 80), idleUntil(END)])).toEqual([
      "dead-click 80",
    ]);
  });

  it("a click through an invisible layer, in words that say so", () => {
    const css = "#veil { position: absolute; background: transparent; z-index: 9 }";
    const body = [button(), el(80, "div", { id: "veil" })];
    const facts = factsOf([...load(body, { css }), ...click(2_000, 80), idleUntil(END)]);
    expect(facts.findings[0]?.title).toBe("Click on an invisible layer did nothing");
    expect(facts.findings[0]?.why).toContain("An invisible layer (#veil) lies over the page");
    expect(facts.events.map(({ label }) => label)).toContain("Click on an invisible layer");
  });

  it("a press on a disabled button, of which browsers make no click", () => {
    const press = click(2_000, 11).slice(0, 2);
    const body = [button(11, { disabled: "" })];
    expect(findings([...load(body), ...press, idleUntil(END)])).toEqual(["dead-click 11"]);
  });
});

describe("findings", () => {
  it("say what was done, where, and what to run next", () => {
    const events = [...page(), ...clicks(2_000, 3, 250), idleUntil(END)];
    const { findings: found } = analyze({ id: "s", startedAt: T0, endedAt: null }, [
      { tabId: "t", segments: [{ index: 4, events }] },
    ]);
    expect(found).toMatchObject([
      {
        kind: "rage-click",
        severity: "high",
        tabId: "t",
        target: { selector: "body > button", label: "Apply", nodeId: 10 },
        window: { fromOffsetMs: 2_060, toOffsetMs: 2_560 },
        nextCommand: "waymark window s --at 2060ms",
      },
    ]);
    expect(found[0]?.evidence.map((at) => events[at.frameIndex]?.data["type"])).toEqual([2, 2, 2]);
    expect(found[0]?.why).toContain("3 times");
  });

  it("judge no click where events are missing, until the next snapshot", () => {
    expect(event(0, 3, {}).timestamp).toBe(T0);
    expect(findings([...click(2_000, 10), idleUntil(END)])).toEqual([]);
  });
});

describe("what moves on its own, while the user never rests", () => {
  const clicksAbout = (from: number, to: number) => {
    const events: RecordedEvent[] = [];
    // Not a multiple of any ticker here, as people are.
    for (let at = from, i = 0; at < to; at += 730 + (i % 5) * 90, i++) {
      events.push(...click(at, 11), appears(at + 65, 92, at));
    }
    return events;
  };
  const busy = [button(), button(11), el(90, "div"), el(92, "div")];
  const tick = (at: number) => setAttributes(at, 90, { title: String(at) });
  const ticks = (every: number) =>
    Array.from({ length: 15_000 / every }, (_, i) => tick(100 + i * every));

  it("is known by its rhythm", () => {
    for (const every of [100, 250, 700, 1_400]) {
      const events = [
        ...load(busy),
        ...clicksAbout(300, 9_000),
        ...ticks(every),
        ...click(9_040, 10),
        ...clicksAbout(10_000, 15_000),
      ];
      expect(findings([...events, idleUntil(END)]), `every ${every} ms`).toEqual(["dead-click 10"]);
    }
  });

  it("but what the click set going is its answer, however steadily it goes on", () => {
    const progress = Array.from({ length: 20 }, (_, i) => tick(9_400 + i * 100));
    expect(findings([...load(busy), ...click(9_040, 10), ...progress, idleUntil(END)])).toEqual([]);
    const again = [
      ...click(14_040, 10),
      ...progress.map((one) => ({ ...one, timestamp: one.timestamp + 5_000 })),
    ];
    expect(
      findings([...load(busy), ...click(9_040, 10), ...progress, ...again, idleUntil(END)]),
    ).toEqual([]);
  });
});
