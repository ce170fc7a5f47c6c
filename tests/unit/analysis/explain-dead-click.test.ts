import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { appears, click, el, idleUntil, load, signal, type Spec, T0 } from "../dom/page.ts";

const BUY = el(10, "button", {}, "Buy");
const VEIL = "#veil { position: absolute; background: transparent }";

/** What is found on a page with these events, with the offsets' events in the order of a recording. */
function found(body: Spec[], events: RecordedEvent[], css = "") {
  const sorted = [...load(body, { css }), ...events, idleUntil(20_000)].toSorted(
    (a, b) => a.timestamp - b.timestamp,
  );
  return analyze({ id: "s", startedAt: T0, endedAt: null }, [
    { tabId: "t", segments: [{ index: 0, events: sorted }] },
  ]);
}

function whyOf(body: Spec[], events: RecordedEvent[], css = ""): string[] {
  return found(body, events, css).findings.map(({ kind, why }) => `${kind}: ${why}`);
}

/** As the page's half tells of the click of `click(2_000, id)`, whose own event is 60 ms later. */
const told = (id: number, more: Record<string, unknown> = {}) =>
  signal(2_059, "waymark.click", { id, x: 50, y: 50, pointer: "mouse", stack: [id], ...more });

describe("why a click was dead", () => {
  it("is not known where the page's half did not tell", () => {
    const [why] = whyOf([BUY], click(2_000, 10));
    expect(why).toMatch(/^dead-click: "Buy" was clicked, and neither .* within 3 s\.$/);
  });

  it("is nothing but that nothing happened, of a control that was enabled and on top", () => {
    const [why] = whyOf([BUY], [...click(2_000, 10), told(10)]);
    expect(why).toMatch(/It was enabled and on top, and nothing happened\.$/);
  });

  it("is a script that took it", () => {
    const [why] = whyOf([BUY], [...click(2_000, 10), told(10, { prevented: true })]);
    expect(why).toMatch(/A script took the click \(preventDefault\), and nothing happened\.$/);
  });

  it("is what covers it, by name", () => {
    const veil = el(80, "div", { id: "veil" });
    const missed = { id: 10, why: "covered" };
    const [why] = whyOf([BUY, veil], [...click(2_000, 80), told(80, { missed })], VEIL);
    expect(why).toMatch(/"Buy" was covered by <div#veil>, which took the click\.$/);
  });

  it("is that it is disabled, told by the page's half or by the page itself", () => {
    const off = el(11, "button", { disabled: "" }, "Buy");
    // Browsers make no click of the press.
    const press = click(2_000, 11).slice(0, 2);
    const missed = { id: 11, why: "disabled" };
    for (const events of [press, [...press, told(11, { disabled: true, missed })]]) {
      expect(whyOf([off], events)[0]).toMatch(/within 3 s\. It was disabled\.$/);
    }
  });

  it("is that it lets clicks through, which then are clicks on it", () => {
    const body = [el(20, "li", { class: "row wide" }, el(10, "a", { href: "/buy" }, "Buy"))];
    expect(whyOf(body, click(2_000, 20))).toEqual([]);
    const missed = { id: 10, why: "pointer-events-none" };
    const events = [...click(2_000, 20), told(20, { missed })];
    expect(whyOf(body, events)[0]).toMatch(
      /It has pointer-events none, so <li.row> below it took the click\.$/,
    );
    expect(found(body, events).findings[0]?.target).toMatchObject({ nodeId: 10, label: "Buy" });
    // What answers such a click answers it.
    expect(whyOf(body, [...events, appears(2_200, 20, 300)])).toEqual([]);
  });

  it("is a request that was sent before and is not answered", () => {
    const request = { id: "r", how: "fetch", method: "POST", url: "http://shop.test/save?x=1" };
    const start = signal(1_000, "waymark.network", { ...request, phase: "start" });
    const end = (at: number) => signal(at, "waymark.network", { ...request, phase: "end" });
    const pending = /A request was still pending: POST http:\/\/shop\.test\/save\.$/;
    expect(whyOf([BUY], [start, ...click(2_000, 10)])[0]).toMatch(pending);
    expect(whyOf([BUY], [start, ...click(2_000, 10), end(6_000)])[0]).toMatch(pending);
    expect(whyOf([BUY], [start, ...click(2_000, 10), end(2_500)])[0]).not.toMatch(pending);
    // A stream is always open.
    expect(whyOf([BUY], [{ ...start, timestamp: T0 + 50 }, ...click(15_000, 10)])[0]).not.toMatch(
      pending,
    );
  });
});

describe("what answers a click", () => {
  it.for<[string, Record<string, unknown>]>([
    ["copy", {}],
    ["cut", {}],
    ["paste", {}],
    ["dialog", { dialog: "alert", openMs: 900 }],
    ["download", { file: { type: "text/csv" } }],
    ["file-chooser", {}],
    ["print", {}],
    ["audible", {}],
  ])("%s", ([what, more]) => {
    const answer = signal(2_100, "waymark.browser", { what, ...more });
    expect(whyOf([BUY], [...click(2_000, 10), answer])).toEqual([]);
  });

  it("no shortcut, which is an act of its own", () => {
    const key = signal(2_100, "waymark.key", { keys: "Ctrl+K", id: 4 });
    expect(whyOf([BUY], [...click(2_000, 10), key])).toHaveLength(1);
  });
});

describe("in the list of events", () => {
  const labels = (events: RecordedEvent[], body: Spec[] = [BUY]) =>
    found(body, events).events.filter(({ rawType }) => rawType === 5);

  it.for<[string, string, Record<string, unknown>]>([
    ["Pressed Ctrl+K", "waymark.key", { keys: "Ctrl+K", id: 10 }],
    ["Copied something", "waymark.browser", { what: "copy" }],
    [
      'Dialog (confirm): "Sure?", answered with OK, open for 1.2 s',
      "waymark.browser",
      { what: "dialog", dialog: "confirm", detail: "Sure?", openMs: 1_200, accepted: true },
    ],
    [
      "The browser asked whether to leave the page",
      "waymark.browser",
      { what: "dialog", dialog: "beforeunload", openMs: 10 },
    ],
    [
      "Started a download (text/csv, 12.3 KB, from files.test)",
      "waymark.browser",
      { what: "download", file: { type: "text/csv", bytes: 12_345, host: "files.test" } },
    ],
    [
      'Submitted "checkout" with city, street, zip and 1 more',
      "waymark.form",
      {
        what: "submit",
        id: 30,
        name: "checkout",
        fields: ["city", "street", "zip", "tel"].map((name, i) => ({ id: 31 + i, name })),
      },
    ],
    [
      '"email" was refused: it is empty',
      "waymark.form",
      { what: "invalid", id: 31, name: "email", breaks: ["valueMissing"] },
    ],
    [
      'Chose a file (image/png, 900 bytes) for "photo"',
      "waymark.form",
      { what: "file", name: "photo", files: [{ type: "image/png", bytes: 900 }] },
    ],
    [
      'Click missed "Buy": it is covered by <div>',
      "waymark.click",
      {
        id: 40,
        x: 1,
        y: 1,
        pointer: "touch",
        stack: [40, 10],
        missed: { id: 10, why: "covered" },
      },
    ],
  ])("%s", ([label, tag, payload]) => {
    const body = [
      BUY,
      el(30, "form", { name: "checkout" }, el(31, "input", { name: "email" })),
      el(40, "div"),
    ];
    expect(labels([signal(1_000, tag, payload)], body).map((event) => event.label)).toEqual([
      label,
    ]);
  });

  it("a click that reached what it was meant for is told once, as the click", () => {
    const events = [...click(2_000, 10), told(10)];
    expect(labels(events)).toEqual([]);
  });
});
