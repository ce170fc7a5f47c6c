import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { acceptAnnotation } from "../../../src/privacy/accept.ts";
import { compilePattern } from "../../../src/privacy/redaction/custom.ts";
import { createRedactor } from "../../../src/privacy/redaction/redactor.ts";
import { findSecrets } from "../../../src/privacy/redaction/scan.ts";
import { optIn, optOut, pageRefusal } from "../../../src/privacy/page/refusal.ts";
import type { Live } from "../../../src/privacy/sanitize/context.ts";
import { maskedControl, mayShow } from "../../../src/privacy/sanitize/controls.ts";
import { MASK, maskShape } from "../../../src/privacy/sanitize/masks.ts";
import { combine, IS } from "../../../src/privacy/sanitize/node-map.ts";
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
import { OPEN, SHOWN, contextWith, input, shownValue } from "./one-rule.ts";

/** Rules one by one, also where another would catch the same: scripts/mutations switches each off. */
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
