import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { makePill } from "../../../src/record/watch/pill.ts";
import { INDICATOR_CSS } from "../../../src/record/watch/style.ts";

function aPill() {
  const { document, Event } = parseHTML("<html><body></body></html>");
  const root = document.createElement("div").attachShadow({ mode: "open" });
  const pill = makePill(document as unknown as Document, root as unknown as ShadowRoot);
  pill.build();
  pill.show({ state: "recording", level: "balanced", hits: { email: 2, input: 7 } });
  const find = (selector: string) => root.querySelector(selector) as unknown as HTMLElement;
  const tell = (what: HTMLElement, type: string) => what.dispatchEvent(new Event(type));
  return { pill, find, tell };
}

test("P7 the sign says that the page is recorded, paused, or waiting for consent", () => {
  const { pill, find } = aPill();
  for (const [state, words] of [
    ["recording", "Recording"],
    ["paused", "Recording paused"],
    ["waiting", "Waiting for consent"],
  ] as const) {
    pill.show({ state, level: "balanced", hits: {} });
    expect(find(".word").textContent).toBe(words);
    expect(find(".sign").getAttribute("aria-label")).toBe(`Waymark: ${words}`);
    expect(find("[role=status]").textContent).toBe(words);
  }
});

test("P7 the sign tells what is masked, how often, and how to stop", () => {
  for (const type of ["click", "pointerenter", "focusin"]) {
    const { find, tell } = aPill();
    expect(find(".shell").hasAttribute("data-open")).toBe(false);
    tell(find(type === "click" ? ".sign" : ".shell"), type);
    expect(find(".shell").hasAttribute("data-open"), type).toBe(true);
    const said = find("#panel").textContent!;
    expect(said).toMatch(/level Balanced/);
    expect(said).toMatch(/7 form values.*2 e-mail addresses/);
    expect(said).toMatch(/To pause or stop, press the Waymark button/);
  }
});

test("P7 the sign goes to another corner and gets smaller by buttons, so by keyboard too", () => {
  const { find, tell } = aPill();
  const [move, smaller] = [".row button", ".row button + button"].map(find);
  expect([move!.localName, find(".shell").dataset["corner"]]).toEqual(["button", "bottom-right"]);
  tell(move!, "click");
  expect(find(".shell").dataset["corner"]).toBe("bottom-left");
  tell(smaller!, "click");
  expect(find(".shell").hasAttribute("data-small")).toBe(true);
});

test("P7 the sign is not printed", () => {
  expect(INDICATOR_CSS).toMatch(/@media print \{\s*:host \{ display: none !important; \}/);
});
