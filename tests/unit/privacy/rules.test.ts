import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import {
  acceptAnnotation,
  acceptBatch,
  acceptBlob,
  acceptSegment,
  acceptSession,
} from "../../../src/privacy/accept.ts";
import { checkPolicy } from "../../../src/privacy/check-policy.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { hasOwnIds, ID_RANGE, mapIds } from "../../../src/privacy/gate2/frame-ids.ts";
import {
  sanitizeAnnotation,
  sanitizePatch,
  sanitizeSession,
} from "../../../src/privacy/gate2/sessions.ts";
import { shapeEvent } from "../../../src/privacy/gate2/shape.ts";
import { isId, shapeTree } from "../../../src/privacy/gate2/shape-node.ts";
import { DEFAULT_PAGE_POLICY, DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { compilePattern } from "../../../src/privacy/redaction/custom.ts";
import { dataUrlPasses } from "../../../src/privacy/redaction/data-url.ts";
import { NO_REQUEST_RULES } from "../../../src/privacy/request-rules.ts";
import { createRedactor } from "../../../src/privacy/redaction/redactor.ts";
import { findSecrets } from "../../../src/privacy/redaction/scan.ts";
import { refusalSentence } from "../../../src/privacy/refusal-sentence.ts";
import { optIn, optOut, pageRefusal } from "../../../src/privacy/page/refusal.ts";
import { aroundOf, bitsOf } from "../../../src/privacy/sanitize/around.ts";
import type { Context, Live } from "../../../src/privacy/sanitize/context.ts";
import { maskedControl, mayShow } from "../../../src/privacy/sanitize/controls.ts";
import { cleanCss } from "../../../src/privacy/sanitize/css.ts";
import { describe as describeNode } from "../../../src/privacy/sanitize/facts.ts";
import { MASK, maskShape } from "../../../src/privacy/sanitize/masks.ts";
import { NodeCounts } from "../../../src/privacy/sanitize/node-counts.ts";
import {
  blockedBy,
  combine,
  inherited,
  IS,
  NodeMap,
} from "../../../src/privacy/sanitize/node-map.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import { sanitizeText } from "../../../src/privacy/sanitize/text.ts";
import {
  attributesOf,
  element,
  find,
  incremental,
  mutation,
  pass,
  snapshot,
  text,
} from "./build.ts";

/** Rules one by one, also where another would catch the same: scripts/mutations switches each off. */
const OPEN = { level: "open" as const };
const SHOWN = { "data-waymark-unmask": "" };
const NO_EVENT = { type: 1, data: {}, timestamp: 5 };

const contextWith = (over: Partial<Context> = {}): Context => ({
  map: new NodeMap(),
  redactor: createRedactor(),
  hits: {},
  total: {},
  counts: new NodeCounts(),
  strict: false,
  open: false,
  leftOut: [],
  live: null,
  canvas: false,
  requests: NO_REQUEST_RULES,
  isHidden: false,
  clean: new Set(),
  ...over,
});

const input = (attributes: Record<string, string>, context = contextWith()) => {
  const state = context.map.add(10, null, "input");
  describeNode(state, attributes, context);
  return state;
};

/** The value of a control at level open, under an unmask mark. */
function shownValue(tag: string, attributes: Record<string, string>): unknown {
  const page = snapshot(
    element(9, "div", SHOWN, element(10, tag, { ...attributes, value: "hush" })),
  );
  return find(pass([page], OPEN).events[0]!, 10)?.attributes?.["value"];
}

describe("never means never", () => {
  it.each<Record<string, string>>([
    { type: "password" },
    { type: "hidden" },
    { type: "file" },
    { autocomplete: "cc-csc" },
    { autocomplete: "one-time-code" },
    { autocomplete: "current-password" },
    { autocomplete: "new-password" },
    { name: "card_num" },
    { name: "cvc2" },
    { name: "csc" },
    { name: "passwort" },
    { name: "one-time" },
    { name: "api_key" },
    { "data-rr-is-password": "" },
    { "data-waymark-never": "" },
  ])("P2 %j", (attributes) => {
    expect(shownValue("input", attributes)).toBe(MASK);
    expect(shownValue("input", { name: "note" }), "another field is shown").toBe("hush");
  });

  it("P2 also by the control itself, when nothing is said of its place", () => {
    const context = contextWith({ open: true });
    const password = input({ type: "password" }, context);
    expect(mayShow(password, IS.unmask, context)).toBe(false);
    expect(mayShow(input({}), IS.unmask, context)).toBe(true);
    for (const bit of [IS.never, IS.mask, IS.unknown])
      expect(mayShow(input({}), IS.unmask | bit, context)).toBe(false);
    expect(mayShow(input({}), IS.unmask, contextWith())).toBe(false);
    expect(mayShow(input({}), 0, context)).toBe(false);
  });

  it("P2 a password whose other attributes change stays one", () => {
    const { events } = pass(
      [
        snapshot(
          element(9, "div", SHOWN, element(10, "input", { type: "password", class: "rr-mask" })),
        ),
        mutation({ attributes: [{ id: 10, attributes: { type: "text", class: "a" } }] }),
        incremental(5, { id: 10, text: "hush", isChecked: false }),
      ],
      OPEN,
    );
    expect(events[2]!.data["text"]).toBe(MASK);
  });

  it("P2 what rrweb or we mark as a password later is one", () => {
    for (const name of ["data-rr-is-password", "data-waymark-never"]) {
      const { json } = pass(
        [
          snapshot(element(9, "div", SHOWN, element(10, "input"))),
          mutation({ attributes: [{ id: 10, attributes: { [name]: "" } }] }),
          incremental(5, { id: 10, text: "hush", isChecked: false }),
        ],
        OPEN,
      );
      expect(json, name).not.toContain("hush");
    }
  });

  it("P2 a field that becomes a password is one", () => {
    const { json } = pass(
      [
        snapshot(element(9, "div", SHOWN, element(10, "input"))),
        mutation({ attributes: [{ id: 10, attributes: { type: "password" } }] }),
        incremental(5, { id: 10, text: "hush", isChecked: false }),
      ],
      OPEN,
    );
    expect(json).not.toContain("hush");
  });

  it("P2 text is on the never-list as well", () => {
    const context = contextWith({ open: true });
    expect(sanitizeText("hush", IS.unmask | IS.value, context)).toBe("hush");
    for (const bit of [IS.never, IS.mask, IS.unknown])
      expect(sanitizeText("hush", IS.unmask | IS.value | bit, context)).toBe(MASK);
    expect(sanitizeText("hush", IS.unmask | IS.value, contextWith())).toBe(MASK);
    expect(sanitizeText("a@b.co", IS.unmask | IS.value, context)).toBe("[email]");
    expect(contextWith().hits).toEqual({});
  });
});

describe("controls", () => {
  it("P2 text in what holds a value is masked, and shown where the site lifts the mask", () => {
    for (const tag of ["input", "option", "optgroup", "textarea", "select", "datalist"]) {
      const page = snapshot(element(10, tag, {}, text(11, "hush")));
      expect(pass([page]).json, tag).not.toContain("hush");
    }
  });

  it("P3 roles of editors", () => {
    for (const role of ["textbox", "searchbox", "spinbutton", "combobox", " TextBox "]) {
      const page = snapshot(element(10, "div", { role }, text(11, "hush")));
      expect(pass([page]).json, role).not.toContain("hush");
    }
    expect(
      pass([snapshot(element(10, "div", { contenteditable: "yes" }, text(11, "hush")))]).json,
    ).not.toContain("hush");
    for (const off of ["false", "inherit"])
      expect(
        pass([snapshot(element(10, "div", { contenteditable: off }, text(11, "stays")))]).json,
      ).toContain("stays");
  });

  it("P2 captions: of buttons, of a few plain words, never where all is masked", () => {
    const caption = (value: string, more: object = {}, policy = {}) =>
      attributesOf("input", { type: "submit", value, ...more }, policy)["value"];
    expect(caption("Add to cart")).toBe("Add to cart");
    expect(caption("a".repeat(41))).toBe(MASK);
    expect(caption("Add 2")).toBe(MASK);
    expect(caption("Add to cart", { class: "rr-mask" })).toBe(MASK);
    expect(caption("Add to cart", { name: "cvv" })).toBe(MASK);
    expect(caption("Add to cart", {}, { level: "strict" })).toBe(MASK);
    const custom = createRedactor({ custom: [{ name: "name", pattern: "Ada" }] });
    const state = input({ type: "submit" });
    expect(maskedControl(state, 0, "Send to Ada", contextWith({ redactor: custom }))).toBe(
      "Send to [redacted]",
    );
    expect(maskedControl(state, IS.unknown, "Send", contextWith())).toBe(MASK);
  });

  it("P2 a meter's value is a number", () => {
    expect(attributesOf("meter", { value: "0.5" })["value"]).toBe("0.5");
    expect(attributesOf("meter", { value: "hush" })["value"]).toBe(MASK);
  });

  it("P5 what is shown runs through the patterns", () => {
    const page = snapshot(element(9, "div", SHOWN, element(10, "input", { value: "a@b.co" })));
    expect(find(pass([page], OPEN).events[0]!, 10)?.attributes?.["value"]).toBe("[email]");
  });

  it("P2 typed values where a control is unknown, blocked or ignored", () => {
    const typed = (id: number) => incremental(5, { id, text: "hush", isChecked: false });
    const page = snapshot(
      element(10, "div", { class: "rr-block" }, element(11, "input")),
      element(12, "div", { class: "rr-ignore" }, element(13, "input")),
    );
    expect(pass([page, typed(11), typed(13), typed(99)], OPEN).events.slice(1)).toEqual([
      { ...typed(99), data: { source: 5, id: 99, text: MASK, isChecked: false } },
    ]);
  });
});

describe("what only one rule catches", () => {
  it("P4 names of secrets, drawings, names of URL values", () => {
    expect(attributesOf("div", { "data-iban": "yes" })["data-iban"]).toBe("");
    expect(attributesOf("path", { d: "x1 y2" })["d"]).toBe("");
    expect(attributesOf("a", { href: "/a?k3Jf8sLq0PzXv7Nw2RtYb5Md=1" })["href"]).toBe("/a?*=*");
    expect(
      attributesOf("div", { style: "background:url(data:text/plain,hush)" })["style"],
    ).toContain("R0lGOD");
  });

  it("P2 a control that was a password, taken out and put back", () => {
    const { json } = pass(
      [
        snapshot(element(9, "div", SHOWN, element(10, "input", { type: "password" }))),
        mutation({
          removes: [{ parentId: 9, id: 10 }],
          adds: [{ parentId: 9, nextId: null, node: element(10, "input", { value: "hush" }) }],
        }),
      ],
      OPEN,
    );
    expect(json).not.toContain("hush");
  });

  it("P3 selections that begin or end in masked text", () => {
    const page = snapshot(
      element(10, "p", { class: "rr-mask" }, text(11, "abc")),
      element(12, "p", {}, text(13, "abc")),
    );
    const range = (start: number, end: number) =>
      incremental(14, { ranges: [{ start, startOffset: 0, end, endOffset: 2 }] });
    const { events } = pass([page, range(11, 13), range(13, 11), range(13, 13)]);
    expect(events.slice(1).map(({ data }) => (data["ranges"] as unknown[]).length)).toEqual([
      0, 0, 1,
    ]);
  });

  it("P1 canvas commands", () => {
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.setCanvas(true);
    expect(sanitizer.sanitize(incremental(9, { id: 1, args: ["hush"] }))).toBeNull();
    expect(sanitizer.takeHits()).toEqual({ canvas: 1 });
  });

  it("R4 an event that the sanitizer fails on is dropped", () => {
    const urls = { mode: "strip" } as never;
    const meta = { type: 4, data: { href: "/?q=hush", width: 1, height: 1 }, timestamp: 1 };
    expect(pass([meta], { urls })).toMatchObject({ eventCount: 0, hits: { malformed: 1 } });
  });

  it("P7 an opt-out stands in the storage where no cookie is taken", () => {
    const kept = new Map<string, string>();
    const page = {
      get cookie() {
        return "";
      },
      set cookie(_value: string) {},
      querySelectorAll: () => [],
      defaultView: {
        localStorage: {
          getItem: (key: string) => kept.get(key) ?? null,
          setItem: (key: string, value: string) => kept.set(key, value),
          removeItem: (key: string) => kept.delete(key),
        },
      },
    } as unknown as Document;
    optOut(page);
    expect(pageRefusal(page, {} as Navigator)?.why).toBe("storage");
    optIn(page);
    expect(pageRefusal(page, {} as Navigator)).toBeNull();
  });

  it("P8 a custom pattern has a name of its own that can be shown", () => {
    for (const name of ["", "a:b", "<b>", "x".repeat(41)])
      expect(() => compilePattern({ name, pattern: "ORD" }), name).toThrow("its name must be");
  });

  it("P5 what a query keeps is looked at in the same pass, and values too deep are left out", () => {
    const urls = { mode: "keep" as const, allow: [], deny: [] };
    const found = findSecrets("https://x.example/?m=jane@b.co&token=hush", {
      urls,
      phone: false,
      ssn: false,
    });
    expect(found?.map(({ replacement }) => replacement)).toEqual(["m=[email]&token=*"]);
    let deep: unknown = "hush";
    for (let i = 0; i < 70; i++) deep = [deep];
    expect(JSON.stringify(createRedactor().value(deep, {}))).toContain("[too deep]");
  });

  it("P10 annotations that hold a secret are refused", () => {
    const note = {
      id: "n",
      sessionId: "s",
      offsetMs: 0,
      kind: "bug",
      text: "a@b.co",
      createdAt: 1,
      editedAt: 1,
    };
    expect(() => acceptAnnotation(note)).toThrow(/email/);
  });
});

describe("masks", () => {
  it("P2 say nothing of length; level strict masks signs of every script", () => {
    expect(maskedControl(input({}), 0, "a", contextWith())).toBe(
      maskedControl(input({}), 0, "abcdefgh", contextWith()),
    );
    expect(sanitizeText("a", IS.mask, contextWith())).toBe(
      sanitizeText("abcdefgh", IS.mask, contextWith()),
    );
    expect(maskShape("é! 漢")).toBe("\u2022\u2022 \u2022");
  });

  it("P6 the nearest of mask and unmask holds", () => {
    expect(combine(IS.unmask, IS.mask) & IS.unmask).toBe(0);
    expect(combine(IS.mask | IS.editable, IS.unmask)).toBe(IS.unmask);
    expect(combine(IS.mask, IS.unmask | IS.mask) & IS.mask).toBe(IS.mask);
  });

  it("P6 unmask is not even noted but at level open, by attribute or selector", () => {
    const live = {
      areContextual: false,
      marks: () => IS.unmask,
      marksAround: () => 0,
      isEdited: () => false,
      size: () => null,
    };
    expect(input(SHOWN).own & IS.unmask).toBe(0);
    expect(input(SHOWN, contextWith({ open: true })).own & IS.unmask).toBe(IS.unmask);
    expect(input({}, contextWith({ live })).own & IS.unmask).toBe(0);
    const attributes: Record<string, string> = {};
    expect(input(attributes, contextWith({ live, open: true })).own & IS.unmask).toBe(IS.unmask);
    expect(attributes).toEqual({ "data-waymark-unmask": "selector" });
  });
});

describe("what only the live page tells", () => {
  const live = (over: Partial<Live>): Live => ({
    areContextual: false,
    marks: () => 0,
    marksAround: () => 0,
    isEdited: () => false,
    size: () => null,
    ...over,
  });
  const run = (events: RecordedEvent[], over: Partial<Live>) => {
    const sanitizer = createSanitizer({ level: "balanced", live: live(over) });
    return JSON.stringify(events.map((event) => sanitizer.sanitize(structuredClone(event))));
  };

  it("P6 a selector of the policy masks now and later, and is written down for gate 2", () => {
    const page = snapshot(element(10, "p", {}, text(11, "hush")));
    const later = mutation({ texts: [{ id: 11, value: "hush" }] });
    const json = run([page, later], {
      areContextual: false,
      marks: (id) => (id === 10 ? IS.mask : 0),
    });
    expect(json).not.toContain("hush");
    expect(json).toContain('"data-waymark-mask":"selector"');
    const changed = mutation({
      attributes: [{ id: 10, attributes: { class: "vip" } }],
      texts: [{ id: 11, value: "hush" }],
    });
    let chosen = false;
    const sanitizer = createSanitizer({
      level: "balanced",
      live: live({ areContextual: false, marks: (id) => (chosen && id === 10 ? IS.mask : 0) }),
    });
    sanitizer.sanitize(snapshot(element(10, "p", {}, text(11, "a"))));
    chosen = true;
    expect(JSON.stringify(sanitizer.sanitize(changed))).not.toContain("hush");
  });

  it("P5 values that rrweb was told to mask are counted where that is known, once", () => {
    const page = snapshot(
      element(10, "input", { type: "text", value: MASK }),
      element(11, "input", { type: "password", value: MASK }),
    );
    const typedInto = incremental(5, { id: 10, text: MASK, isChecked: false });
    const gate1 = createSanitizer({ level: "balanced", live: live({}) });
    const gate2 = createSanitizer({ level: "balanced" });
    for (const event of [page, typedInto]) {
      gate2.sanitize(gate1.sanitize(structuredClone(event))!);
    }
    expect(gate1.takeHits()).toMatchObject({ input: 2, never: 1 });
    expect(gate2.takeHits()).toEqual({});
  });

  it("P3 what stands around a text, and a document in design mode", () => {
    const page = snapshot(element(10, "p", {}, text(11, "hush")));
    const later = mutation({ texts: [{ id: 11, value: "hush" }] });
    expect(run([page, later], { marksAround: () => IS.mask })).not.toContain("hush");
    expect(run([page, later], { isEdited: () => true })).not.toContain("hush");
  });
});

describe("attributes", () => {
  it("P4 some are never recorded", () => {
    for (const name of [
      "srcdoc",
      "ping",
      "nonce",
      "rr_dataURL",
      "rr_dataurl",
      "sandbox",
      "onclick",
    ])
      expect(attributesOf("iframe", { [name]: "open" }), name).toEqual({});
    const { events } = pass([
      snapshot(element(10, "option")),
      mutation({ attributes: [{ id: 10, attributes: { selected: null, srcdoc: null } }] }),
    ]);
    expect(events[1]!.data["attributes"]).toEqual([{ id: 10, attributes: {} }]);
  });

  it("P4 numbers where numbers stand", () => {
    expect(attributesOf("div", { rr_width: "10px", rr_scrollTop: 40, "aria-level": "2" })).toEqual({
      rr_width: "10px",
      rr_scrollTop: 40,
      "aria-level": "2",
    });
    expect(attributesOf("div", { rr_width: "hush", "aria-level": "hush" })).toEqual({
      rr_width: "",
      "aria-level": "",
    });
    expect(attributesOf("input", { rr_scrollLeft: 40 })).toEqual({ rr_scrollLeft: "" });
    expect(attributesOf("textarea", { rr_scrollTop: "40" })).toEqual({ rr_scrollTop: "" });
    expect(attributesOf("div", { "data-n": 4_111, tabindex: 4_111_111_111_111_111 })).toEqual({
      "data-n": "",
      tabindex: "",
    });
  });

  it("P4 drawings draw", () => {
    expect(attributesOf("path", { d: "4111 1111 1111 1111" })["d"]).toBe("");
    expect(attributesOf("path", { d: "3782 822463 10005" })["d"]).toBe("");
    // Two by two it passes for coordinates, but alone it is a card.
    expect(attributesOf("polygon", { points: "4111-1111-1111-1111" })["points"]).toBe("");
    expect(attributesOf("path", { d: "30569309025904" })["d"]).toBe("");
    expect(attributesOf("path", { d: "3056 930902 5904" })["d"]).toBe("");
    expect(attributesOf("path", { d: "M12345678 1" })["d"]).toBe("");
    expect(attributesOf("path", { d: "MACHT" })["d"]).toBe("");
    expect(attributesOf("path", { d: "M 1 2 secret" })["d"]).toBe("");
  });

  it("P4 short values are one to three short plain words that no pattern finds", () => {
    const kept = (value: string, policy = {}) =>
      attributesOf("div", { "data-a": value }, policy)["data-a"];
    expect(kept("open")).toBe("open");
    expect(kept("two words here")).toBe("two words here");
    for (const value of [
      "a b c d",
      "ab12cd",
      "averyveryverylongwordthatisone",
      "abcdefghij klmnopqrst uv wx",
      "secret",
    ])
      expect(kept(value), value).toBe("");
    expect(kept("abcdefghijk lmnopqrstuv wxyz")).toBe("");
    expect(kept("ORD-77", { patterns: [{ name: "order", pattern: "ORD-\\d+" }] })).toBe("");
  });

  it("P4 names hide nothing", () => {
    expect(
      attributesOf("div", { "a b": "x", "9f86d081884c7d659a2feaa0c55ad015a3": "x", "x(y)": "x" }),
    ).toEqual({});
    expect(
      attributesOf("div", {
        TITLE: "a@b.co",
        HREF: "/a?b=c",
        "data-mobile": "yes",
        "data-csrf": "yes",
      }),
    ).toEqual({
      TITLE: "[email]",
      HREF: "/a?b=*",
      "data-mobile": "",
      "data-csrf": "",
    });
  });

  it("P4 words for people are masked where text is", () => {
    expect(attributesOf("div", { title: "Mail a@b.co" })["title"]).toBe("Mail [email]");
    expect(attributesOf("div", { class: "rr-mask", title: "hush" })["title"]).toBe(MASK);
    expect(attributesOf("div", { title: "hush" }, { level: "strict" })["title"]).toBe(
      maskShape("hush"),
    );
    expect(attributesOf("track", { label: "a@b.co" })["label"]).toBe("[email]");
    expect(attributesOf("option", { label: "hush" })["label"]).toBe(MASK);
    expect(attributesOf("optgroup", { label: "hush" })["label"]).toBe(MASK);
    expect(
      attributesOf("div", { "data-tooltip": "two or three and more words stay" })["data-tooltip"],
    ).toBe("two or three and more words stay");
  });

  it("P4 other classes of names", () => {
    expect(attributesOf("div", { "aria-valuenow": "7", role: "slider" })["aria-valuenow"]).toBe("");
    expect(
      attributesOf("div", { "aria-valuenow": "7", role: "progressbar" })["aria-valuenow"],
    ).toBe("7");
    expect(attributesOf("div", { "aria-valuetext": "hush" })["aria-valuetext"]).toBe(MASK);
    expect(attributesOf("meta", { name: "theme-color", content: "a@b.co" })["content"]).toBe(
      "[email]",
    );
    expect(attributesOf("meta", { name: "author", content: "Ada" })["content"]).toBe("");
    expect(attributesOf("div", { content: "Ada" })["content"]).toBe("");
    expect(attributesOf("link", { imagesrcset: "/a.png?sig=x 2x hush" })["imagesrcset"]).toBe(
      "/a.png?sig=* 2x",
    );
    expect(attributesOf("img", { srcset: "/a.png 1x" }, { level: "strict" })["srcset"]).toBe("");
    expect(attributesOf("style", { _cssText: "/* hush */ b{}" })["_cssText"]).toBe(" b{}");
    expect(attributesOf("div", { style: "background:url(/a?u=hush)" })["style"]).toBe(
      "background:url(/a?u=*)",
    );
    expect(attributesOf("div", { class: "a@b.co" })["class"]).toBe("[email]");
  });

  it("P4 the short form of a changed style", () => {
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.sanitize(snapshot(element(10, "p")));
    const style = {
      "a b": "hush",
      "background-image": ["url(/a?u=hush)", "important"],
      top: "url(/b?u=hush)",
      left: false,
      x: 7,
    };
    const event = mutation({ attributes: [{ id: 10, attributes: { style } }] });
    expect(
      (sanitizer.sanitize(event)!.data["attributes"] as { attributes: object }[])[0]!.attributes,
    ).toEqual({
      style: { "background-image": ["url(/a?u=*)", "important"], top: "url(/b?u=*)", left: false },
    });
  });
});

describe("data URLs", () => {
  const svg = (inner: string, more = "") => `data:image/svg+xml,<svg${more}>${inner}</svg>`;

  it("P4 icons draw and spell nothing", () => {
    expect(dataUrlPasses(svg("<path d='M0 0' id='a1' transform='scale(2)'/>"), "attribute")).toBe(
      true,
    );
    for (const bad of [
      svg("hush"),
      svg("<text/>"),
      svg("<path d='hush'/>"),
      svg("<path id='hush'/>"),
      svg("<path transform='hush(1)'/>"),
      svg("<path stroke='hush'/>"),
      svg("", " xmlns='https://hush.example/'"),
      svg("", " xmlns:xlink='https://hush.example/'"),
      svg(`<path d='${"M0 0".repeat(5_000)}'/>`),
      "data:image/svg+xml,%E0%A4%A",
    ])
      expect(dataUrlPasses(bad, "attribute"), bad.slice(0, 60)).toBe(false);
    expect(dataUrlPasses(svg("", " class='icon'"), "sheet")).toBe(true);
    expect(dataUrlPasses(svg("", " class='icon'"), "attribute")).toBe(false);
    expect(dataUrlPasses(svg("", " class='case4711'"), "sheet")).toBe(false);
    expect(dataUrlPasses(svg("", ` class='${"a".repeat(25)}'`), "sheet")).toBe(false);
  });

  it("P4 fonts and small bitmaps pass in sheets, by how they begin", () => {
    const png = (size: number) => `data:image/png;base64,iVBORw0KGgo${"A".repeat(size)}`;
    expect(dataUrlPasses(png(200), "sheet")).toBe(true);
    expect(dataUrlPasses(png(200), "attribute")).toBe(false);
    expect(dataUrlPasses(png(5_000), "sheet")).toBe(false);
    expect(dataUrlPasses(png(10).replace("image/png", "text/png"), "sheet")).toBe(false);
    expect(dataUrlPasses(`data:image/png;base64,${btoa("hush hush hush")}`, "sheet")).toBe(false);
    expect(dataUrlPasses(`data:font/woff2;base64,${btoa("hush hush hush")}`, "sheet")).toBe(false);
    expect(dataUrlPasses("data:font/woff2;base64,d09GMgAB", "sheet")).toBe(true);
  });
});

describe("URLs", () => {
  const url = (value: string, tag = "a", policy = {}) =>
    attributesOf(tag, { href: value }, policy)["href"];

  it("P4 fragments, schemes and references", () => {
    expect(url("#a@b.co")).toBe("#");
    expect(url("#9f86d081884c7d659a2feaa0c55ad015a3")).toBe("#");
    expect(url("#cvv:123-45-6789", "a", { ssn: true })).toBe("#cvv:[ssn]");
    expect(url("bank:hush")).toBe("bank:");
    expect(url("/x#hush")).toBe("/x#");
    expect(url("/users/a@b.co")).toBe("/users/[email]");
    expect(attributesOf("use", { href: "/s.svg?k=hush#icon" })["href"]).toBe("/s.svg?k=*#icon");
    expect(attributesOf("use", { href: "/page#9f86d081884c7d659a2feaa0c55ad015a3" })["href"]).toBe(
      "/page#",
    );
    expect(attributesOf("use", { href: "/page#hush hush" })["href"]).toBe("/page#");
    expect(url("data:text/plain,hush")).toBe("data:,");
  });

  it("P4 values, names and words of a query", () => {
    expect(url("/a.css?f=hush1x&v=1.2&w=20px")).toBe("/a.css?f=*&v=1.2&w=*");
    expect(url("/a.css?hush")).toBe("/a.css?*");
    expect(url("/a?a@b=1&9f86d081884c7d659a2feaa0c55ad015a3=2")).toBe("/a?*=*&*=*");
    expect(url("//fonts.googleapis.com/css2?family=Open+Sans:wght@400&text=hush")).toBe(
      "//fonts.googleapis.com/css2?family=Open+Sans:wght@400&text=*",
    );
    expect(url("/i.svg#hush hush")).toBe("/i.svg#");
    expect(url("/i.svg#cart")).toBe("/i.svg#cart");
    expect(url("/font.eot?#iefix")).toBe("/font.eot?#iefix");
    expect(attributesOf("img", { src: "/p.png#hush" })["src"]).toBe("/p.png#");
    expect(url("/i.svg#k3Jf8sLq0PzXv7Nw2RtYb5Md")).toBe("/i.svg#");
  });
});

describe("style sheets", () => {
  const css = (sheet: string, masked = false) =>
    cleanCss(sheet, { place: "sheet", masked }, createRedactor(), {});

  it("P4 addresses however they are written", () => {
    expect(css("b{background:\\75rl(/a?u=hush)}")).toContain("url(/a?u=*)");
    expect(css('b{background:url("/a\\3f u=hush")}')).not.toContain("hush");
    expect(css('@import "/a.css?u=hush";')).not.toContain("hush");
    expect(css("b{background:url(data:text/plain,hush)}")).not.toContain("hush");
    expect(css('b{content:"a@b.co"}')).toBe('b{content:"[email]"}');
    expect(css('b{content:"hush"}', true)).not.toContain("hush");
    expect(css("b{} /* hush */")).toBe("b{} ");
  });

  it("P4 fonts by their names and descriptors", () => {
    const { events } = pass([
      incremental(10, {
        family: "a@b.co",
        fontSource: "url(/f.woff2?k=hush)",
        buffer: false,
        descriptors: { weight: "a@b.co", "x y": "hush", style: "h".repeat(300) },
      }),
      incremental(8, { id: 1, replaceSync: "b{background:url(/a?u=hush)}" }),
    ]);
    expect(events[0]!.data).toEqual({
      source: 10,
      family: "[email]",
      fontSource: "url(/f.woff2?k=*)",
      buffer: false,
      descriptors: { weight: "[email]" },
    });
    expect(JSON.stringify(events)).not.toContain("hush");
  });
});

describe("nodes", () => {
  it("P5 document types", () => {
    const page = snapshot();
    (page.data["node"] as { childNodes: unknown[] }).childNodes.unshift({
      type: 1,
      id: 5,
      name: "a@b.co",
      publicId: "c@b.co",
      systemId: `d@b.co ${"x".repeat(200)}`,
    });
    const type = find(pass([page]).events[0]!, 5)!;
    expect([type.name, type.publicId]).toEqual(["[email]", "[email]"]);
    expect(type.systemId).toHaveLength(129);
    expect(type.systemId).toMatch(/^\[email\] x+$/);
  });

  it("P6 what is blocked: its class, its size, that it is", () => {
    const blocked = element(
      10,
      "div",
      { class: "rr-block a@b.co", rr_width: "hush", rr_height: "9px", "data-x": "y" },
      element(11, "p", {}, text(12, "hush")),
    );
    const { events } = pass([snapshot(blocked)]);
    expect(find(events[0]!, 10)?.attributes).toEqual({
      class: "rr-block [email]",
      "data-waymark-block": "rr-block",
      rr_height: "9px",
    });
  });

  it("P6 nothing that happens in what is blocked is told", () => {
    const page = snapshot(
      element(10, "div", { class: "rr-block" }, element(11, "video", {}, text(12, "a"))),
      element(20, "p"),
    );
    const told = pass([
      page,
      mutation({ removes: [{ parentId: 11, id: 12 }] }),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
      mutation({ adds: [{ parentId: 11, nextId: null, node: element(13, "b") }] }),
      mutation({ attributes: [{ id: 11, attributes: { class: "a" } }] }),
      mutation({ adds: [{ parentId: 13, nextId: null, node: text(14, "hush") }] }),
      incremental(3, { id: 11, x: 0, y: 9 }),
      incremental(7, { id: 11, type: 0 }),
      incremental(8, { id: 11, adds: [{ rule: "b{}" }] }),
      incremental(13, { id: 11, index: [0], remove: { property: "top" } }),
      incremental(15, { id: 11, styleIds: [1] }),
      {
        type: 5,
        data: { tag: "waymark.state", payload: { id: 11, what: "popover", on: true } },
        timestamp: 1,
      },
    ]);
    expect(told.events).toHaveLength(1);
    const { events } = pass([
      page,
      incremental(1, { positions: [{ x: 1, y: 1, id: 11, timeOffset: 0 }] }),
      incremental(2, { type: 2, id: 12, x: 1, y: 1 }),
    ]);
    expect(events[1]!.data["positions"]).toEqual([{ x: 1, y: 1, id: 10, timeOffset: 0 }]);
    expect(events[2]!.data["id"]).toBe(10);
  });

  it("P6 of an element that is blocked later, only that it is", () => {
    const { events } = pass([
      snapshot(element(10, "div", {}, element(11, "p", {}, text(12, "a")))),
      mutation({ attributes: [{ id: 10, attributes: { class: "rr-block", title: "hush" } }] }),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
      mutation({ attributes: [{ id: 11, attributes: { title: "hush" } }] }),
    ]);
    expect(events).toHaveLength(2);
    expect(events[1]!.data["attributes"]).toEqual([
      { id: 10, attributes: { "data-waymark-block": "rr-block" } },
    ]);
  });

  it("P1 what is unknown, or has left, is masked", () => {
    const context = contextWith();
    const state = context.map.add(10, null, "p");
    context.map.remove(10);
    expect(inherited(state) & IS.mask).toBe(IS.mask);
    const { json } = pass([
      snapshot(element(10, "div", {}, element(11, "p", {}, text(12, "a")))),
      mutation({ removes: [{ parentId: 10, id: 11 }] }),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
      mutation({ texts: [{ id: 98, value: "hush" }] }),
      mutation({ attributes: [{ id: 97, attributes: { title: "hush" } }] }),
      mutation({ adds: [{ parentId: 96, nextId: null, node: text(95, "hush") }] }),
    ]);
    expect(json).not.toContain("hush");
  });

  it("P1 a snapshot tells anew what every node is", () => {
    const { events } = pass([
      snapshot(element(10, "p", { class: "rr-mask" }, text(11, "a"))),
      snapshot(element(20, "p")),
      mutation({ texts: [{ id: 11, value: "hush" }] }),
    ]);
    expect(events[2]!.data["texts"]).toEqual([{ id: 11, value: MASK }]);
    const map = new NodeMap();
    map.add(10, null, "p");
    map.restart();
    expect(map.get(10)).toBeUndefined();
  });

  it("R4 too deep is masked and blocked; a node under itself is unknown", () => {
    const map = new NodeMap();
    let state = map.add(1, null, "p");
    for (let id = 2; id < 5_100; id++) state = map.add(id, state, "p");
    expect(inherited(state) & IS.mask).toBe(IS.mask);
    expect(blockedBy(state)).toBe(state);
    const a = map.add(6_000, null, "p");
    const b = map.add(6_001, a, "p");
    map.add(6_000, b, "p");
    expect(inherited(b) & IS.unknown).toBe(IS.unknown);
  });

  it("P4 comments and scripts lose their text", () => {
    const { json } = pass([
      snapshot(
        { type: 5, id: 10, textContent: "hush" },
        { type: 4, id: 11, textContent: "hush" },
        element(12, "script", {}, text(13, "hush")),
        element(14, "noscript", {}, text(15, "hush")),
        element(16, "style", {}, text(17, "/* hush */ b{}")),
      ),
    ]);
    expect(json).not.toContain("hush");
  });
});

describe("places of frames", () => {
  it("P6 what is around a frame counts for all that is in it", () => {
    const map = new NodeMap();
    const at = (tag: string, bits: number) =>
      Object.assign(map.add(bits + 1, null, tag), { own: bits });
    expect(aroundOf(at("iframe", 0))).toBe("plain");
    expect(aroundOf(at("iframe", IS.unmask))).toBe("plain");
    for (const bits of [IS.mask, IS.editable, IS.value, IS.unknown, IS.silent, IS.style])
      expect(aroundOf(at("iframe", bits))).toBe("masked");
    expect(aroundOf(at("iframe", IS.block))).toBe("blocked");
    expect(aroundOf(undefined)).toBe("masked");
    expect([bitsOf("plain"), bitsOf("masked"), bitsOf("blocked")]).toEqual([0, IS.mask, IS.block]);
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.setPlace("masked");
    expect(JSON.stringify(sanitizer.sanitize(snapshot(text(10, "hush"))))).not.toContain("hush");
  });

  it("P6 links name frames that may be seen, and say where they stand", () => {
    const link = (id: number) => {
      const sanitizer = createSanitizer({ level: "balanced" });
      sanitizer.sanitize(
        snapshot(
          element(10, "iframe"),
          element(11, "div", { class: "rr-mask" }, element(12, "iframe")),
          element(13, "div", { class: "rr-block" }, element(14, "iframe")),
          element(15, "p"),
        ),
      );
      const event = {
        type: 5,
        data: { tag: "waymark.link", payload: { id, nonce: 1 } },
        timestamp: 1,
      };
      return sanitizer.sanitize(event)?.data["payload"];
    };
    expect(link(10)).toEqual({ id: 10, nonce: 1 });
    expect(link(12)).toEqual({ id: 12, nonce: 1, masked: true });
    expect(link(14)).toBeUndefined();
    expect(link(15)).toBeUndefined();
  });

  it("P1 canvas pictures: none unless someone said so", () => {
    const sanitizer = createSanitizer({ level: "balanced" });
    sanitizer.sanitize(snapshot(element(10, "canvas")));
    const payload = { id: 10, width: 1, height: 1, missing: "cross-origin" };
    const event = () => ({ type: 5, data: { tag: "waymark.canvas", payload }, timestamp: 1 });
    expect(sanitizer.sanitize(event())).toBeNull();
    sanitizer.setCanvas(true);
    expect(sanitizer.sanitize(event())).not.toBeNull();
  });
});

describe("shapes", () => {
  const meta = (over: object) => ({
    type: 4,
    timestamp: 7.9,
    data: { href: "/", width: 1, height: 1 },
    ...over,
  });

  it("R4 events are rebuilt from what their types have", () => {
    expect(shapeEvent(meta({ extra: "hush" }))).toEqual({
      type: 4,
      timestamp: 7,
      data: { href: "/", width: 1, height: 1 },
    });
    for (const timestamp of [-1, NaN, "7", 9e15, Infinity])
      expect(shapeEvent(meta({ timestamp }))).toBeNull();
    expect(shapeEvent(meta({ data: { href: "/", width: 1 } }))).toBeNull();
    expect(shapeEvent({ type: 1, timestamp: 1, data: { hush: 1 } })!.data).toEqual({});
    expect(shapeEvent({ type: 6, timestamp: 1, data: { plugin: "hush" } })).toBeNull();
    expect(shapeEvent({ type: 77, timestamp: 1, data: {} })).toBeNull();
    const definition = (name: string) =>
      shapeEvent({ type: 3, timestamp: 1, data: { source: 16, define: { name } } })!.data["define"];
    expect(definition("x-a")).toEqual({ name: "x-a" });
    expect(definition("hush hush")).toBeUndefined();
    const many = Array.from({ length: 200_001 }, () => ({ id: 1, value: null }));
    expect(shapeEvent(mutation({ texts: many }))).toBeNull();
  });

  it("R4 changes of attributes are values or the short form of a style", () => {
    const shaped = (attributes: object) =>
      (
        shapeEvent(mutation({ attributes: [{ id: 1, attributes }] }))!.data["attributes"] as {
          attributes: object;
        }[]
      )[0]!.attributes;
    expect(
      shaped({
        a: { hush: 1 },
        b: ["hush"],
        style: { top: "1px", "a b": "hush", left: { hush: 1 } },
      }),
    ).toEqual({ style: { top: "1px" } });
  });

  it("R4 nodes are rebuilt from what their kinds have", () => {
    const node = {
      type: 2,
      id: 1,
      tagName: "P",
      attributes: { a: { hush: 1 }, b: "c" },
      childNodes: [],
      extra: "hush",
    };
    expect(shapeTree(node)).toEqual({
      type: 2,
      id: 1,
      tagName: "p",
      attributes: { b: "c" },
      childNodes: [],
    });
    expect(shapeTree({ ...node, id: "x" })).toBeNull();
    expect(shapeTree({ ...node, tagName: "hush hush" })!.tagName).toBe("div");
    expect(shapeTree({ ...node, isSVG: true, tagName: "linearGradient" })!.tagName).toBe(
      "linearGradient",
    );
    expect(shapeTree({ ...node, isSVG: true, tagName: "hush hush" })!.tagName).toBe("div");
    expect(shapeTree({ type: 3, id: 1 })).toBeNull();
    expect(shapeTree({ type: 9, id: 1, hush: 1 })).toBeNull();
    expect(shapeTree({ type: 0, id: 1, compatMode: "hush hush" })).toEqual({
      type: 0,
      id: 1,
      childNodes: [],
    });
    expect([isId(-2), isId(-3), isId(1.5), isId(2 ** 60), isId("1")]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(shapeEvent(meta({ data: { href: "/", width: Infinity, height: 1 } }))).toBeNull();
    const children = Array.from({ length: 500_001 }, () => null);
    expect(shapeTree({ ...node, childNodes: children })).toBeNull();
  });

  it("R4 a tree of too many nodes is none, however sound they are", () => {
    const leaf = { type: 3, id: 2, textContent: "" };
    const childNodes = Array.from({ length: 500_001 }, () => leaf);
    expect(shapeTree({ type: 2, id: 1, tagName: "p", attributes: {}, childNodes })).toBeNull();
  });
});

describe("gate 2", () => {
  const address = { sessionId: "s", tabId: "t", producer: "p", seq: 0 };
  const gate = (over: object = {}) => createGate2({ policy: DEFAULT_PAGE_POLICY, ...over });

  it("R4 a piece is a list of so many events", () => {
    expect(gate().sanitize("{}").hits).toEqual({ malformed: 1 });
    const many = gate().sanitize(JSON.stringify(Array.from({ length: 50_002 }, () => NO_EVENT)));
    expect([many.eventCount, many.hits["too-large"]]).toEqual([50_000, 2]);
  });

  it("R4 events are of the session's time", () => {
    const startedAt = Date.now();
    const count = (timestamp: number) =>
      gate({ startedAt }).sanitize(JSON.stringify([{ ...NO_EVENT, timestamp }])).eventCount;
    expect([count(startedAt), count(1), count(startedAt + 9e9)]).toEqual([1, 0, 0]);
  });

  it("R4 a document names its own nodes; the background may name any", () => {
    const foreign = JSON.stringify([incremental(3, { id: ID_RANGE + 1, x: 0, y: 0 })]);
    expect(gate().pass(foreign, address)).toBeNull();
    expect(gate({ isBackground: true }).pass(foreign, address)?.eventCount).toBe(1);
  });

  it("P5 hits that a page reports are sound, few and bounded; those of what was dropped are kept", () => {
    const pageHits = {
      input: 3,
      "a b": 1,
      email: -1,
      card: 1.5,
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `rule-${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`,
          i === 0 ? 9e9 : 1,
        ]),
      ),
    };
    const once = gate();
    expect(once.pass("[7]", address)).toBeNull();
    const { hits } = once.pass(JSON.stringify([NO_EVENT]), { ...address, pageHits })!;
    expect(hits["input"]).toBe(3);
    expect(hits["malformed"]).toBe(1);
    expect(Object.keys(hits)).not.toContain("a b");
    expect(hits["email"]).toBeUndefined();
    expect(Object.keys(hits).length).toBeLessThanOrEqual(51);
    expect(Math.max(...Object.values(hits))).toBe(1_000_000);
  });

  it("P4 a link between frames stays off the record", () => {
    const page = snapshot(element(10, "iframe"));
    const link = {
      type: 5,
      data: { tag: "waymark.link", payload: { id: 10, nonce: 1 } },
      timestamp: 1,
    };
    const linked = gate();
    expect(linked.pass(JSON.stringify([page, link]), address)?.json).not.toContain("waymark.link");
    expect(linked.takeNews().links).toHaveLength(1);
  });

  it("P5 what a site asks for", () => {
    const site = {
      phone: true,
      ssn: true,
      patterns: [{ name: "order", pattern: "ORD-\\d+" }],
      urls: { mode: "keep" as const, allow: [], deny: [] },
    };
    const page = snapshot(
      text(10, "555-123-4567, 123-45-6789, ORD-1"),
      element(11, "a", { href: "/?q=1" }),
    );
    expect(pass([page], site).json).toContain("[phone], [ssn], [redacted]");
    expect(pass([page], site).json).toContain("/?q=1");
    expect(pass([page]).json).toContain("555-123-4567, 123-45-6789, ORD-1");
  });

  it("R4 what cannot be judged is dropped", () => {
    const odd = {
      type: 3,
      timestamp: 1,
      data: {
        source: 15,
        id: 1,
        styleIds: [1],
        styles: [{ styleId: 1, rules: [{ rule: "b{}" }] }],
      },
    };
    expect(pass([odd]).eventCount).toBe(1);
    expect(
      pass([{ ...odd, type: 4, data: { href: "/", width: 1, height: 1 } }, "x"]).hits["malformed"],
    ).toBe(1);
  });

  it("R4 every id that an event names is moved, and counts as named", () => {
    const big = ID_RANGE + 1;
    const events: RecordedEvent[] = [
      incremental(3, { id: big, x: 0, y: 0 }),
      incremental(8, { styleId: big, adds: [] }),
      incremental(15, { id: 1, styleIds: [big], styles: [] }),
      incremental(15, { id: 1, styleIds: [], styles: [{ styleId: big, rules: [] }] }),
      incremental(1, { positions: [{ id: big, x: 0, y: 0, timeOffset: 0 }] }),
      incremental(14, { ranges: [{ start: big, startOffset: 0, end: 1, endOffset: 0 }] }),
      incremental(14, { ranges: [{ start: 1, startOffset: 0, end: big, endOffset: 0 }] }),
      mutation({ texts: [{ id: big, value: "" }] }),
      mutation({ attributes: [{ id: big, attributes: {} }] }),
      mutation({ removes: [{ parentId: 1, id: big }] }),
      mutation({ removes: [{ parentId: big, id: 1 }] }),
      mutation({ adds: [{ parentId: big, nextId: null, node: text(1, "") }] }),
      mutation({ adds: [{ parentId: 1, nextId: big, node: text(2, "") }] }),
      mutation({ adds: [{ parentId: 1, nextId: null, node: element(2, "p", {}, text(big, "")) }] }),
      {
        type: 5,
        data: { tag: "waymark.state", payload: { id: big, what: "popover", on: true } },
        timestamp: 1,
      },
      {
        type: 5,
        data: { tag: "waymark.error", payload: { what: "error", message: "", frame: big } },
        timestamp: 1,
      },
      snapshot(text(big, "")),
    ];
    for (const event of events) {
      expect(hasOwnIds(structuredClone(event)), JSON.stringify(event)).toBe(false);
      mapIds(event, (id) => (id === big ? 3 : id));
      expect(JSON.stringify(event)).not.toContain(String(big));
    }
  });
});

describe("sessions and doors", () => {
  const session = {
    id: "s1",
    format: 1,
    title: "Mail a@b.co",
    site: "a@b.co",
    startedAt: 1,
    endedAt: null,
    endReason: "a@b.co",
    charter: "a@b.co",
    state: "recording" as const,
    origin: "extension" as const,
    project: "a@b.co",
    user: "a@b.co",
    metadata: { note: "a@b.co" },
    tabs: [{ id: "t", title: "a@b.co", url: "https://x.example/a@b.co?q=hush", startedAt: 1 }],
    environment: { userAgent: "a@b.co", locale: "a@b.co" },
    privacy: { level: "balanced" as const, hits: {} },
    labels: ["a@b.co"],
    counts: { events: 0, bytes: 0, clicks: 0, navigations: 0, errors: 0, findings: 0 },
    rev: 0,
  };
  const note = {
    id: "n",
    sessionId: "s1",
    offsetMs: 0,
    kind: "bug" as const,
    text: "a@b.co",
    author: "a@b.co",
    createdAt: 1,
    editedAt: 1,
  };

  it("P5 every line of a session, a patch and an annotation runs through the patterns", () => {
    const clean = JSON.stringify(sanitizeSession(session));
    expect(clean).not.toMatch(/a@b|hush/);
    expect(clean.match(/\[email\]/g)).toHaveLength(12);
    expect(JSON.stringify(sanitizePatch({ title: "a@b.co", labels: ["a@b.co"] }))).not.toContain(
      "a@b",
    );
    const annotation = sanitizeAnnotation(note);
    expect([annotation.text, annotation.author]).toEqual(["[email]", "[email]"]);
  });

  it("R4 wrong shapes are refused at every door", () => {
    const invalid = expect.objectContaining({ code: "invalid-input" });
    expect(() => sanitizeSession({ ...session, rev: -1 })).toThrow(invalid);
    expect(() => sanitizePatch({ state: "gone" as never })).toThrow(invalid);
    expect(() => acceptSession({ ...sanitizeSession(session), rev: -1 })).toThrow(invalid);
    expect(() => acceptBatch({ sessionId: "a b" })).toThrow(invalid);
    expect(() => acceptBatch({ json: "[]", extra: 1 })).toThrow(invalid);
    const segment = {
      sessionId: "s",
      tabId: "t",
      index: 0,
      rev: 0,
      firstEventAt: 1,
      lastEventAt: 1,
      eventCount: 1,
      bytes: 2,
      sha256: "a".repeat(64),
      gzip: new Uint8Array([1]),
    };
    expect(() => acceptSegment(segment, "[]")).not.toThrow();
    expect(() => acceptSegment({ ...segment, index: -1 }, "[]")).toThrow(invalid);
    expect(() => acceptSegment({ ...segment, gzip: undefined }, "[]")).toThrow(invalid);
    expect(() => acceptSegment({ ...segment, gzip: undefined }, "[]")).toThrow("no bytes");
    for (const size of [0, 20_000_001])
      expect(() => acceptBlob(new Uint8Array(size).fill(65))).toThrow(invalid);
  });

  it("P10 secrets are refused wherever they stand", () => {
    const batch = {
      sessionId: "s",
      tabId: "t",
      producer: "p",
      seq: 0,
      firstEventAt: 1,
      lastEventAt: 1,
      eventCount: 1,
      json: "[]",
      adds: {},
      hits: {},
    };
    expect(() => acceptBatch(batch)).not.toThrow();
    for (const json of [
      '[["a@b.co"]]',
      '[{"a":{"b":["a@b.co"]}}]',
      '[{"jane@b.co":1}]',
      '[{"a":"a@b.co"}]',
    ])
      expect(() => acceptBatch({ ...batch, json }), json).toThrow(/email/);
    expect(() => acceptBatch({ ...batch, hits: { "jane@b.co": 1 } })).toThrow(/email/);
    expect(() => acceptBatch({ ...batch, json: '[{"jane@b.co":1}]' })).not.toThrow(/jane/);
  });
});

describe("policies and refusals", () => {
  it("P8 names what is wrong", () => {
    const wrong = (part: object) => () => checkPolicy({ ...DEFAULT_SITE_POLICY, ...part } as never);
    for (const [part, why] of [
      [{ mask: Array.from({ length: 201 }, () => "a") }, "at most 200"],
      [{ mask: "a" }, "must be a list"],
      [{ mask: [7] }, "not a valid"],
      [{ mask: [" "] }, "not a valid"],
      [{ mask: ["a".repeat(501)] }, "not a valid"],
      [{ mask: ["a("] }, "not a valid"],
      [{ mask: ["a{b"] }, "not a valid"],
      [{ level: "loose" }, "not one of"],
      [{ patterns: "a" }, '"patterns" must be a list'],
      [{ patterns: [{ name: "a", pattern: "(" }] }, "cannot be used"],
      [{ urls: { mode: "all", allow: [], deny: [] } }, "URL mode"],
      [{ urls: { mode: "keep", allow: "a", deny: [] } }, "lists of words"],
      [{ urls: { mode: "keep", allow: [], deny: [7] } }, "lists of words"],
    ] as const)
      expect(wrong(part), JSON.stringify(part).slice(0, 80)).toThrow(why);
    expect(() => checkPolicy(DEFAULT_PAGE_POLICY, { isSelector: () => true })).not.toThrow();
    expect(() =>
      checkPolicy({ ...DEFAULT_PAGE_POLICY, mask: [" "] }, { isSelector: () => true }),
    ).toThrow("not a valid");
  });

  it("P7 every sign counts, by whatever way it is told", () => {
    const page = (over: object) =>
      ({
        cookie: "",
        querySelectorAll: () => [],
        defaultView: null,
        ...over,
      }) as unknown as Document;
    const gpc = (value: unknown) => ({ globalPrivacyControl: value }) as unknown as Navigator;
    for (const value of [true, 1, "1"]) expect(pageRefusal(page({}), gpc(value))?.why).toBe("gpc");
    for (const cookie of ["waymark_optout=1", "a=b; waymark_optout=yes"])
      expect(pageRefusal(page({ cookie }), gpc(false))?.why).toBe("cookie");
    for (const cookie of ["waymark_optout=", "waymark_optout=FALSE", "waymark_optout=0"])
      expect(pageRefusal(page({ cookie }), gpc(false))).toBeNull();
  });

  it("P7 a document's own property, not an element that bears its name", () => {
    class Page {
      get cookie() {
        return "waymark_optout=1";
      }
      get defaultView() {
        return null;
      }
      querySelectorAll() {
        return [];
      }
    }
    const named = Object.defineProperty(new Page(), "cookie", { value: "an element" });
    Object.assign(globalThis, { Document: Page });
    try {
      expect(pageRefusal(named as unknown as Document, {} as Navigator)?.why).toBe("cookie");
    } finally {
      Reflect.deleteProperty(globalThis, "Document");
    }
  });

  it("R4 a sentence of a page is cut between words", () => {
    expect(refusalSentence("word ".repeat(100)).length).toBeLessThanOrEqual(300);
  });
});
