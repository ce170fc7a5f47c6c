import { describe, expect, it } from "vitest";
import { MASK } from "../../../src/privacy/sanitize/masks.ts";
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

const input = (attributes: Record<string, string>) => attributesOf("input", attributes)["value"];

describe("values of controls", () => {
  it("P2 are masked with one constant, whatever their length; empty stays empty", () => {
    expect(input({ value: "a" })).toBe(MASK);
    expect(input({ value: "a much longer value" })).toBe(MASK);
    expect(input({ value: "" })).toBe("");
    for (const type of [
      "password",
      "hidden",
      "file",
      "checkbox",
      "radio",
      "color",
      "range",
      "date",
      "email",
      "image",
      "nonsense",
    ]) {
      expect(input({ type, value: "hunter2-" }), type).toBe(MASK);
    }
    expect(attributesOf("x-field", { value: "secret" })["value"]).toBe(MASK);
    expect(attributesOf("button", { value: "secret" })["value"]).toBe(MASK);
  });

  it("P2 a caption of plain words stays on a button, anything else does not", () => {
    expect(input({ type: "submit", value: "Apply coupon" })).toBe("Apply coupon");
    expect(input({ type: "submit", value: "hunter2" })).toBe(MASK);
    expect(input({ type: "text", value: "Apply coupon" })).toBe(MASK);
  });

  it("P2 options tell neither their text, value or label nor which one is chosen", () => {
    const { events } = pass([
      snapshot(
        element(
          10,
          "select",
          {},
          element(11, "option", { value: "v", label: "l", selected: true }, text(12, "t")),
        ),
      ),
    ]);
    expect(find(events[0]!, 11)?.attributes).toEqual({ value: MASK, label: MASK });
    expect(find(events[0]!, 12)?.textContent).toBe(MASK);
  });

  it("P2 a checked state passes, its value does not", () => {
    expect(attributesOf("input", { type: "checkbox", checked: true, value: "gold-plan" })).toEqual({
      type: "checkbox",
      checked: true,
      value: MASK,
    });
  });

  it("P2 Input events carry the mask, one for a run of keys, and none for how far a field scrolled", () => {
    const typed = (value: string) => incremental(5, { id: 10, text: value, isChecked: false });
    const { events } = pass([
      snapshot(element(10, "input")),
      typed("h"),
      typed("hu"),
      typed("hun"),
      typed(""),
      typed("x"),
      incremental(3, { id: 10, x: 40, y: 0 }),
    ]);
    expect(events.slice(1).map((event) => event.data["text"])).toEqual([MASK, "", MASK]);
  });

  it("P2 the never-list holds at level open, also once shown, replaced or named like one", () => {
    const open = { level: "open" as const };
    const { events } = pass(
      [
        snapshot(
          element(
            9,
            "div",
            { "data-waymark-unmask": "" },
            element(10, "input", { type: "password", name: "login" }),
            element(11, "input", { value: "free text" }),
            element(12, "input", { name: "cvv", value: "123" }),
            element(13, "input", { autocomplete: "billing cc-number", value: "1" }),
          ),
        ),
        mutation({ attributes: [{ id: 10, attributes: { type: "text", value: "shown" } }] }),
        incremental(5, { id: 10, text: "retyped", isChecked: false }),
        mutation({
          adds: [
            {
              parentId: 9,
              nextId: null,
              node: element(20, "input", { name: "login", value: "replaced" }),
            },
          ],
        }),
      ],
      open,
    );
    expect(find(events[0]!, 11)?.attributes?.["value"]).toBe("free text");
    expect(find(events[0]!, 12)?.attributes?.["value"]).toBe(MASK);
    expect(find(events[0]!, 13)?.attributes?.["value"]).toBe(MASK);
    const rest = JSON.stringify(events.slice(1));
    for (const secret of ["shown", "retyped", "replaced"]) expect(rest).not.toContain(secret);
  });

  it("P2 unmask does nothing below level open", () => {
    const { json } = pass([
      snapshot(
        element(9, "div", { "data-waymark-unmask": "" }, element(10, "input", { value: "free" })),
      ),
    ]);
    expect(json).not.toContain("free");
  });
});
