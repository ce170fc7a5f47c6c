import { beforeAll, describe, expect, test } from "vitest";
import type { NormalizedEvent } from "../../../src/analysis/event.ts";
import { createStats } from "../../../src/analysis/stats.ts";
import { routeOf } from "../../../src/analysis/route-times.ts";
import { askStats } from "../../../src/ask/stats.ts";
import { askWindow } from "../../../src/ask/window.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { visit } from "./recordings.ts";

let source: SessionSource;
beforeAll(async () => {
  source = (await visit()).source;
});

function event(over: Partial<NormalizedEvent>): NormalizedEvent {
  const offsetMs = over.offsetMs ?? 0;
  return {
    sessionId: "s",
    tabId: "t",
    segmentIndex: 0,
    frameIndex: 0,
    offsetMs,
    timestamp: new Date(1e12 + offsetMs).toISOString(),
    kind: "click",
    category: "user",
    label: "",
    url: "https://shop.example/cart?x=1",
    selector: null,
    nodeId: null,
    rawType: 3,
    rawSource: null,
    ...over,
  };
}

describe("stats", () => {
  test("of a real visit: length, idle time, pages, clicks, changes and findings", async () => {
    const { stats, score, findings, session } = await askStats(source, "visit");
    expect(session).toMatchObject({ site: "trails.example", state: "finished" });
    expect(stats.durationMs).toBe(99_277);
    expect(stats.longestIdle).toEqual([{ fromOffsetMs: 2_087, toOffsetMs: 93_573 }]);
    expect(stats.activeMs + stats.idleMs).toBe(stats.durationMs);
    expect(stats.routes.map(({ url, visits, openMs }) => [url, visits, openMs])).toEqual([
      ["http://trails.example/trail", 1, 97_190],
      ["http://trails.example/", 1, 2_087],
    ]);
    expect(stats.mostClicked[0]).toMatchObject({ selector: "#apply", clicks: 5, frameIndex: 53 });
    expect(stats.counts).toMatchObject({ click: 9, navigation: 2, mutation: 25 });
    expect(stats.largestMutationBursts[0]).toMatchObject({ offsetMs: 93_276, changes: 40 });
    expect([findings, score > 0, stats.masked]).toEqual([{ "rage-click": 1 }, true, 1]);
  });

  test("requests: failed and slowest ones with their pointers, in whatever order they ended", () => {
    const stats = createStats();
    const request = (offsetMs: number, data: object, category: "network" | "problem") =>
      stats.push(
        event({ kind: "network", category, offsetMs, data: { url: "/a", method: "GET", ...data } }),
      );
    request(900, { status: 500, durationMs: 40 }, "problem");
    request(100, { status: 404, durationMs: 10 }, "problem");
    request(300, { status: 200, durationMs: 2_000 }, "network");
    request(400, { pending: true, durationMs: null }, "network");
    const { requests } = stats.finish(1_000);
    expect([requests.total, requests.failed, requests.unanswered]).toEqual([4, 2, 1]);
    expect(requests.slowest.map(({ durationMs }) => durationMs)).toEqual([2_000, 40, 10]);
    expect(requests.failures.map(({ offsetMs, status }) => [offsetMs, status])).toEqual([
      [100, 404],
      [900, 500],
    ]);
  });

  test("problems by how often, vitals by how bad", () => {
    const stats = createStats();
    const problem = (label: string) =>
      stats.push(event({ kind: "error", category: "problem", label }));
    for (const label of ["b", "a", "b"]) problem(label);
    const vital = (name: string, value: number, rating: string) =>
      stats.push(event({ kind: "vital", category: "page", data: { name, value, rating } }));
    vital("FCP", 100, "good");
    vital("LCP", 3_000, "needs-improvement");
    vital("LCP", 5_000, "poor");
    const { problems, vitals } = stats.finish(0);
    expect(problems.map(({ label, times }) => [label, times])).toEqual([
      ["b", 2],
      ["a", 1],
    ]);
    expect(vitals.map(({ name, value }) => [name, value])).toEqual([
      ["LCP", 5_000],
      ["FCP", 100],
    ]);
  });

  test.each([
    ["https://shop.example/cart?x=1#top", "https://shop.example/cart"],
    ["https://shop.example/#/cart?x=1", "https://shop.example/#/cart"],
    ["https://shop.example/?a=b#!/cart", "https://shop.example/#!/cart"],
    ["https://shop.example/cart", "https://shop.example/cart"],
    ["", ""],
  ])("the page of %j is %j", (url, route) => {
    expect(routeOf(url)).toBe(route);
  });
});

describe("window", () => {
  test("around a moment: what happened by who did it, and what the page changed", async () => {
    const answer = await askWindow(source, "visit", { atMs: 95_137, beforeMs: 700, afterMs: 400 });
    expect(answer).toMatchObject({ fromOffsetMs: 94_437, toOffsetMs: 95_537, left: 0 });
    expect(answer.groups.user?.map(({ label }) => label)).toEqual([
      'Focus on "Coupon"',
      'Click on "Coupon"',
      'Typed in "Coupon"',
      'Focus on "Apply coupon"',
      'Click on "Apply coupon"',
      'Click on "Apply coupon"',
    ]);
    expect(answer.changes.length).toBeGreaterThan(0);
  });

  test("around the first event that is like what is looked for; it says when more come", async () => {
    const match = { contains: "apply coupon", kinds: ["click"] };
    const answer = await askWindow(source, "visit", { match });
    expect(answer.atOffsetMs).toBe(95_137);
    expect(answer.matched?.event).toMatchObject({ selector: "#apply" });
    expect(answer.matched?.moreAtMs).toEqual([95_437, 95_719, 96_019, 96_302]);
    expect([answer.fromOffsetMs, answer.toOffsetMs]).toEqual([85_137, 125_137]);
  });

  test("a limit leaves out what is furthest from the moment, and says how many", async () => {
    const query = { atMs: 95_437, beforeMs: 5_000, afterMs: 5_000 };
    const all = await askWindow(source, "visit", query);
    const some = await askWindow(source, "visit", { ...query, limit: 3 });
    expect(some.groups.user?.map(({ offsetMs }) => offsetMs)).toEqual([95_137, 95_437, 95_719]);
    expect(some.left).toBe((all.groups.user?.length ?? 0) - 3);
  });

  test("nothing like it is not found; neither or both of moment and match is refused", async () => {
    const nothing = askWindow(source, "visit", { match: { contains: "refund" } });
    await expect(nothing).rejects.toMatchObject({ code: "not-found" });
    for (const query of [{}, { atMs: 1, match: {} }]) {
      await expect(askWindow(source, "visit", query)).rejects.toMatchObject({
        code: "invalid-input",
      });
    }
  });
});
