import { describe, expect, it } from "vitest";
import {
  appears,
  BUTTON,
  click,
  goTo,
  kindsOf,
  only,
  OUTPUT,
  request,
  shop,
  signal,
  type,
  el,
} from "./build.ts";

describe("failed-request", () => {
  const paid = click(2_000, BUTTON);

  it("is high when a click's request broke and nothing on the page said so", () => {
    const events = [...shop(), ...paid, ...request(2_080, { status: 500 })];
    const [finding] = only("failed-request", events);
    expect(finding).toMatchObject({ severity: "high", target: { nodeId: BUTTON } });
    expect(finding?.title).toBe("POST shop.test/api/pay was answered with 500");
    expect(finding?.why).toContain('after the click on "Pay"');
    expect(finding?.evidence.map(({ offsetMs }) => offsetMs)).toEqual([2_060, 2_080]);
  });

  it("is less when the page said so, and least when it only refuses what was entered", () => {
    const severityOf = (status: number) =>
      only("failed-request", [
        ...shop(),
        ...paid,
        ...request(2_080, { status }),
        appears(2_300, OUTPUT, 200),
      ])[0]?.severity;
    expect(severityOf(503)).toBe("medium");
    expect(severityOf(422)).toBe("low");
  });

  it("folds the same request into one finding with a count, whatever ids it names", () => {
    const many = Array.from({ length: 20 }, (_, i) =>
      request(5_000 + i * 1_000, { url: `/api/orders/${1_000 + i}`, method: "GET", status: 500 }),
    );
    const all = only("failed-request", [...shop(), ...many.flat()]);
    expect(all).toHaveLength(1);
    expect(all[0]?.title).toBe("GET shop.test/api/orders/* was answered with 500 (20 times)");
    expect(all[0]?.evidence).toHaveLength(20);
  });

  it("is low for what the page asks by itself: autosaves and polls", () => {
    const field = el(20, "textarea", { name: "note" });
    const autosave = request(6_000, { url: "/api/drafts/1", status: 500 });
    expect(only("failed-request", [...shop(field), ...type(3_000, 20), ...autosave])).toMatchObject(
      [{ severity: "low" }],
    );
    const polls = Array.from({ length: 8 }, (_, i) =>
      request(500 + i * 1_000, { url: "/api/news", method: "GET", status: 502 }),
    );
    expect(
      only("failed-request", [
        ...shop(),
        ...polls.flat(),
        ...click(3_400, 11),
        appears(3_470, OUTPUT, 1),
      ]),
    ).toMatchObject([{ severity: "low" }]);
  });

  it("is low and once for analytics that a blocker stops, however many addresses they have", () => {
    const beacons = [0, 1, 2].flatMap((i) =>
      request(2_100 + i * 50, {
        url: `https://www.google-analytics.com/g/${"abc"[i]}`,
        failed: true,
      }),
    );
    const own = request(2_300, { url: "/telemetry/v1", failed: true });
    const events = [...shop(), ...paid, appears(2_070, OUTPUT, 200), ...beacons, ...own];
    expect(
      only("failed-request", events).map(({ severity, score }) => [severity, score < 10]),
    ).toEqual([
      ["low", true],
      ["low", true],
    ]);
  });

  it("is none for what was answered with 304, or broken off by leaving or by asking anew", () => {
    const cached = request(2_080, { method: "GET", status: 304 });
    expect(kindsOf([...shop(), ...paid, appears(2_070, OUTPUT, 1), ...cached])).toEqual([]);
    const left = request(2_080, { took: 700, failed: true });
    expect(kindsOf([...shop(), ...paid, ...left, ...goTo(2_800, "/b")])).toEqual([]);
    const suggest = [0, 1, 2].flatMap((i) =>
      request(3_000 + i * 150, { url: "/suggest?q=", method: "GET", took: 160, failed: i < 2 }),
    );
    expect(kindsOf([...shop(), ...suggest])).toEqual([]);
  });
});

describe("slow-request", () => {
  it("is one that a click started and that took three seconds, although the page shows that it works", () => {
    const events = [
      ...shop(),
      ...click(2_000, BUTTON),
      appears(2_070, OUTPUT, 200),
      ...request(2_080, { took: 4_000 }),
    ];
    expect(kindsOf(events)).toEqual(["slow-request"]);
    expect(only("slow-request", events)[0]?.why).toBe(
      'POST shop.test/api/pay took 4.0 s. The click on "Pay" started it.',
    );
  });

  it("is low for the data of a page that loads", () => {
    const events = [...shop(), ...request(400, { url: "/api/list", method: "GET", took: 3_500 })];
    expect(only("slow-request", events)).toMatchObject([{ severity: "low" }]);
  });

  it("is none for long polls, prefetches, beacons, and what takes less than three seconds", () => {
    const polls = Array.from({ length: 4 }, (_, i) =>
      request(500 + i * 5_100, { url: "/live", method: "GET", took: 5_000 }),
    );
    expect(kindsOf([...shop(), ...polls.flat()])).toEqual([]);
    const beacon = request(2_080, { how: "beacon", took: 9_000 });
    const fast = request(2_080, { url: "/a", took: 2_900 });
    const events = [
      ...shop(),
      ...click(2_000, BUTTON),
      appears(2_070, OUTPUT, 1),
      ...beacon,
      ...fast,
    ];
    expect(kindsOf(events)).toEqual([]);
    const open = request(300, { url: "/stream", method: "GET", took: null });
    expect(kindsOf([...shop(), ...open])).toEqual([]);
  });

  it("is one that the sending of a form started", () => {
    const submit = signal(2_000, "waymark.form", { what: "submit", id: 30 });
    const events = [...shop(), submit, ...request(2_010, { took: 4_000 })];
    // Told as soon as the normalizer reads form signals.
    expect(kindsOf(events).every((kind) => kind === "slow-request")).toBe(true);
  });
});
