import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import {
  appears,
  click,
  el,
  idleUntil,
  inc,
  load,
  mutation,
  setAttributes,
  signal,
  type Spec,
  T0,
  tap,
} from "../dom/page.ts";
import { END, findings, button, page } from "./clicked-page.ts";
import { clicks } from "./kinds/build.ts";

describe("false positives that users complained of", () => {
  it("1 a stepper that answers each of many fast clicks", () => {
    const answers = Array.from({ length: 8 }, (_, i) => appears(2_070 + i * 200, 90, 200 + i));
    expect(findings([...page(), ...clicks(2_000, 8, 200), ...answers, idleUntil(END)])).toEqual([]);
  });

  it("1 a stepper whose answers come late but steadily", () => {
    const answers = Array.from({ length: 8 }, (_, i) => appears(2_460 + i * 250, 90, 200 + i));
    expect(findings([...page(), ...clicks(2_000, 8, 250), ...answers, idleUntil(END)])).toEqual([]);
  });

  it("2 double and triple clicks that select text", () => {
    const select = (at: number) =>
      inc(at, 14, { ranges: [{ start: 61, startOffset: 0, end: 61, endOffset: 4 }] });
    const text = {
      parentId: 60,
      nextId: null,
      node: { type: 3, id: 61, textContent: "Some words" },
    };
    const body = [el(60, "p", { style: "cursor: pointer" })];
    const events = [
      ...load(body),
      mutation(1, { adds: [text] }),
      ...clicks(2_000, 3, 200, 60),
      select(2_210),
      select(2_410),
      idleUntil(END),
    ];
    expect(findings(events)).toEqual([]);
    expect(
      findings([
        ...load([el(60, "p", {}, "Plain text")]),
        ...clicks(2_000, 3, 200, 60),
        idleUntil(END),
      ]),
    ).toEqual([]);
  });

  it("3 a menu that opens on pointer down, before the click", () => {
    const events = [
      ...page(),
      ...click(2_000, 10, { hold: 400 }),
      appears(2_005, 90, 200),
      idleUntil(END),
    ];
    expect(findings(events)).toEqual([]);
  });

  it("4 a handler that answers in the same millisecond, in whatever order the events came", () => {
    const [down, up, fire] = click(2_000, 10) as [RecordedEvent, RecordedEvent, RecordedEvent];
    const answer = appears(2_000, 90, 200);
    const run = (events: RecordedEvent[]) =>
      analyze({ id: "s", startedAt: T0, endedAt: null }, [
        { tabId: "t", segments: [{ index: 0, events: [...page(), ...events, idleUntil(END)] }] },
      ]).findings;
    expect(run([answer, down, up, fire])).toEqual([]);
    expect(run([down, answer, up, fire])).toEqual([]);
    // Without presses: the answer is recorded before the click that caused it.
    expect(run([appears(2_055, 90, 200), fire])).toEqual([]);
  });

  const elsewhere: [string, Spec][] = [
    ["a new tab", el(20, "a", { href: "http://x.test/", target: "_blank" }, "Brand")],
    ["a download", el(20, "a", { href: "/a", download: "" }, "Get")],
    ["a file by its path", el(20, "a", { href: "http://shop.test/specs.pdf" }, "Specs")],
    ["a mail program", el(20, "a", { href: "mailto:a@b.c" }, "Write")],
    ["the phone", el(20, "a", { href: "tel:123" }, "Call")],
    ["a file picker", el(20, "input", { type: "file" })],
    ["a file picker by its label", el(20, "label", {}, "Logo", el(21, "input", { type: "file" }))],
    ["the printer", el(20, "button", {}, "Print")],
    ["a sound", el(20, "button", {}, "Play jingle")],
    ["a field", el(20, "input", { type: "text" })],
    ["a list of choices", el(20, "select", {}, el(21, "option"))],
    ["an editor", el(20, "div", { contenteditable: "true" })],
    [
      "a form sent to a new tab",
      el(19, "form", { target: "report" }, el(20, "button", {}, "Send")),
    ],
    [
      "a tab that is chosen already",
      el(20, "button", { role: "tab", "aria-selected": "true" }, "Reviews"),
    ],
    [
      "a place that is on the page",
      el(
        19,
        "div",
        {},
        el(20, "a", { href: "http://shop.test/#faq" }, "FAQ"),
        el(22, "h2", { id: "faq" }),
      ),
    ],
  ];
  for (const [what, spec] of elsewhere) {
    it(`5 a click that leads to ${what}`, () => {
      expect(findings([...load([spec]), ...click(2_000, 20), idleUntil(END)])).toEqual([]);
      expect(findings([...load([spec]), ...clicks(2_000, 4, 250, 20), idleUntil(END)])).toEqual([]);
    });
  }

  it("5 a new tab, a download or a dialog that the browser tells of", () => {
    for (const what of ["tab-opened", "download", "dialog", "print", "hidden"]) {
      const told = signal(2_400, "waymark.browser", { what });
      expect(findings([...page(), ...click(2_000, 10), told, idleUntil(END)]), what).toEqual([]);
    }
  });

  it("5 the window losing the focus right after the click", () => {
    const blur = inc(2_200, 2, { type: 6, id: 10 });
    expect(findings([...page(), ...click(2_000, 10), blur, idleUntil(END)])).toEqual([]);
  });

  const answers: [string, RecordedEvent][] = [
    ["a scroll", inc(2_080, 3, { id: 1, x: 0, y: 500 })],
    ["an inserted rule", inc(2_070, 8, { id: 5, adds: [{ rule: "a{}" }] })],
    ["a style declaration", inc(2_070, 13, { id: 5, set: { property: "color", value: "red" } })],
    ["an adopted sheet", inc(2_070, 15, { id: 1, styleIds: [1] })],
    ["a drawing", inc(2_070, 9, { id: 91, type: 0, commands: [] })],
    ["media", inc(2_070, 7, { id: 92, type: 0 })],
    ["the focus of a field", inc(2_070, 2, { type: 5, id: 93 })],
    [
      "a selection elsewhere",
      inc(2_070, 14, { ranges: [{ start: 90, startOffset: 0, end: 90, endOffset: 1 }] }),
    ],
    [
      "a value set by script",
      inc(2_070, 5, { id: 93, text: "*", isChecked: false, userTriggered: false }),
    ],
    ["a style attribute", setAttributes(2_070, 90, { style: { opacity: "1" } })],
    [
      "a route change",
      signal(2_070, "waymark.navigation", { how: "push", url: "http://shop.test/b" }),
    ],
  ];
  for (const [what, answer] of answers) {
    it(`6 a click answered only by ${what}`, () => {
      const extra = [el(91, "canvas"), el(92, "video"), el(93, "input")];
      expect(findings([...page(...extra), ...click(2_000, 10), answer, idleUntil(END)])).toEqual(
        [],
      );
      expect(findings([...page(...extra), ...click(2_000, 10), idleUntil(END)])).toEqual([
        "dead-click 10",
      ]);
    });
  }

  it("6 a box ticked by its value, and a menu that a style rule shows while its button has the focus", () => {
    const tick = inc(2_061, 5, { id: 20, text: "on", isChecked: true });
    expect(
      findings([
        ...load([el(20, "input", { type: "checkbox" })]),
        ...click(2_000, 20),
        tick,
        idleUntil(END),
      ]),
    ).toEqual([]);
    const css =
      ".menu .list { display: none } .menu:focus-within .list { display: block } button:active { color: red }";
    const menu = el(
      30,
      "span",
      { class: "menu" },
      el(31, "button", {}, "Columns"),
      el(32, "div", { class: "list" }),
    );
    expect(findings([...load([menu], { css }), ...click(2_000, 31), idleUntil(END)])).toEqual([]);
    // A pressed look of the button itself is no answer.
    expect(findings([...load([button()], { css }), ...click(2_000, 10), idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
  });

  it("7 the echo of a click on a label, a click by script, and the icon inside a button", () => {
    const echo = inc(2_061, 2, { type: 2, id: 21, x: 50, y: 50, pointerType: 0 });
    const label = el(20, "label", {}, "News", el(21, "input", { type: "checkbox" }));
    expect(
      findings([
        ...load([label]),
        ...click(2_000, 20),
        echo,
        inc(2_062, 5, { id: 21, text: "on", isChecked: true }),
        idleUntil(END),
      ]),
    ).toEqual([]);
    const byScript = [0, 200, 400].map((ms) => inc(2_000 + ms, 2, { type: 2, id: 10, x: 0, y: 0 }));
    expect(findings([...page(), ...byScript, idleUntil(END)])).toEqual([]);
    const icon = el(40, "button", {}, el(41, "svg", {}, el(42, "path")));
    const onIcon = [...click(2_000, 41), ...click(2_300, 42), ...click(2_600, 40)];
    expect(findings([...load([icon]), ...onIcon, idleUntil(END)])).toEqual(["rage-click 40"]);
  });

  it("8 right clicks, drags and swipes", () => {
    const right = [
      inc(2_000, 2, { type: 1, id: 10, x: 5, y: 5 }),
      inc(2_050, 2, { type: 0, id: 10, x: 5, y: 5 }),
      inc(2_050, 2, { type: 3, id: 10, x: 5, y: 5 }),
    ];
    expect(findings([...page(), ...right, idleUntil(END)])).toEqual([]);
    const drag = [
      inc(2_000, 2, { type: 1, id: 10, x: 5, y: 5 }),
      inc(2_900, 2, { type: 0, id: 10, x: 90, y: 5 }),
      inc(2_900, 2, { type: 2, id: 10, x: 90, y: 5, pointerType: 0 }),
    ];
    expect(findings([...page(), ...drag, idleUntil(END)])).toEqual([]);
    const swipe = [
      inc(2_000, 2, { type: 7, id: 10, x: 5, y: 500 }),
      inc(2_300, 2, { type: 9, id: 10, x: 5, y: 100 }),
    ];
    expect(findings([...page(), ...swipe, idleUntil(END)])).toEqual([]);
  });

  it("8 a button beside a canvas whose drawing is not recorded", () => {
    const body = el(
      20,
      "main",
      {},
      el(21, "button", {}, "Stamp"),
      el(22, "canvas", { width: "700", height: "400" }),
    );
    expect(findings([...load([body]), ...click(2_000, 21), idleUntil(END)])).toEqual([]);
  });

  it("9 the recording, the page or a pause ends the window too early to know", () => {
    expect(findings([...page(), ...click(2_000, 10), idleUntil(4_000)])).toEqual([]);
    expect(findings([...page(), ...click(2_000, 10)], T0 + END)).toEqual(["dead-click 10"]);
    const pause = signal(3_000, "waymark.lifecycle", { what: "pause" });
    expect(findings([...page(), ...click(2_000, 10), pause, idleUntil(END)])).toEqual([]);
    const gone = load([button()], { at: 2_800, href: "http://shop.test/next" });
    expect(findings([...page(), ...click(2_000, 10), ...gone, idleUntil(END)])).toEqual([]);
    const slow = load([button()], { at: 8_000, href: "http://shop.test/next" });
    expect(findings([...page(), ...click(2_000, 10), ...slow, idleUntil(END)])).toEqual([
      "slow-click 10",
    ]);
  });

  it("10 a fresh snapshot right after the click, which swallows the answer", () => {
    const again = load([button()], { at: 2_100 }).slice(1);
    expect(findings([...page(), ...click(2_000, 10), ...again, idleUntil(END)])).toEqual([]);
  });

  it("11 touch, mouse, click and double click of one tap counted as several", () => {
    const double = (at: number) => inc(at, 2, { type: 4, id: 10, x: 50, y: 50 });
    const emulated = (at: number) => [
      inc(at, 2, { type: 1, id: 10, x: 50, y: 50 }),
      inc(at + 1, 2, { type: 0, id: 10, x: 50, y: 50 }),
    ];
    const twice = [2_000, 2_300].flatMap((at) => {
      const [start, end, fire] = tap(at, 10) as [RecordedEvent, RecordedEvent, RecordedEvent];
      return [start, end, ...emulated(at + 12), fire];
    });
    expect(findings([...page(), ...twice, double(2_316), idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
  });

  it("12 a request that is still open: slow, not dead; but no answer to somebody who hammers", () => {
    const start = signal(2_080, "waymark.network", {
      id: "1",
      phase: "start",
      how: "fetch",
      method: "POST",
      url: "http://shop.test/pay",
    });
    expect(findings([...page(), ...click(2_000, 10), start, idleUntil(8_000)])).toEqual([
      "slow-click 10",
    ]);
    expect(findings([...page(), ...clicks(2_000, 4, 250), start, idleUntil(8_000)])).toEqual([
      "rage-click 10",
      "slow-request 10",
    ]);
    const beacon = signal(2_080, "waymark.network", {
      id: "1",
      phase: "start",
      how: "beacon",
      url: "http://shop.test/log",
    });
    expect(findings([...page(), ...click(2_000, 10), beacon, idleUntil(END)])).toEqual([
      "dead-click 10",
    ]);
  });

  it("an answer after two and a half seconds: slow, not dead", () => {
    expect(
      findings([...page(), ...click(2_000, 10), appears(4_650, 90, 200), idleUntil(END)]),
    ).toEqual(["slow-click 10"]);
  });

  it("fast clicks on a control that takes 0.9 s to answer", () => {
    expect(
      findings([...page(), ...clicks(2_000, 3, 250), appears(2_900, 90, 200), idleUntil(END)]),
    ).toEqual([]);
  });
});
