import { describe, expect, it } from "vitest";
import { combinationOf, type Keystroke } from "../../../src/record/signals/key-names.ts";

const NOTHING: Keystroke = {
  key: "",
  code: "",
  ctrl: false,
  alt: false,
  shift: false,
  meta: false,
  altGraph: false,
  inField: false,
  inEditor: false,
};
const named = (stroke: Partial<Keystroke>) => combinationOf({ ...NOTHING, ...stroke });
const inField = { inField: true };
const inEditor = { inField: true, inEditor: true };

describe("a shortcut is named", () => {
  it.for<[string, Partial<Keystroke>]>([
    ["Ctrl+K", { ctrl: true, key: "k", code: "KeyK" }],
    ["Ctrl+Shift+K", { ctrl: true, shift: true, key: "K", code: "KeyK" }],
    ["Ctrl+Alt+Shift+Meta+K", { ctrl: true, alt: true, shift: true, meta: true, key: "k" }],
    ["Ctrl+/", { ctrl: true, key: "/", code: "Slash", ...inEditor }],
    ["Ctrl+C", { ctrl: true, key: "с", code: "KeyC" }],
    ["Meta+Z", { meta: true, key: "z", ...inEditor }],
    ["Alt+Y", { alt: true, key: "y" }],
    ["Alt+ArrowLeft", { alt: true, key: "ArrowLeft", code: "ArrowLeft" }],
    ["Ctrl+Space", { ctrl: true, key: " ", code: "Space", ...inEditor }],
    ["Ctrl+Enter", { ctrl: true, key: "Enter", ...inEditor }],
    ["F5", { key: "F5", ...inEditor }],
    ["Shift+F10", { shift: true, key: "F10" }],
    ["Escape", { key: "Escape", ...inEditor }],
    ["Enter", { key: "Enter", ...inField }],
    ["Shift+Tab", { shift: true, key: "Tab", ...inField }],
  ])("%s", ([name, stroke]) => {
    expect(named(stroke)).toBe(name);
  });
});

describe("P9 what may be typed text is not", () => {
  it.for<[string, Partial<Keystroke>]>([
    ["a letter", { key: "a" }],
    ["a capital", { key: "A", shift: true }],
    ["a space", { key: " " }],
    ["a letter of AltGr", { key: "@", altGraph: true, ctrl: true, alt: true }],
    ["a letter of AltGr that is a plain one", { key: "q", altGraph: true, alt: true }],
    ["AltGr as Ctrl and Alt", { key: "€", ctrl: true, alt: true, code: "KeyE" }],
    ["a plain letter of Ctrl and Alt in a field", { key: "a", ctrl: true, alt: true, ...inField }],
    ["a letter of Option", { key: "ø", alt: true, code: "KeyO" }],
    ["a sign of Option", { key: "@", alt: true, code: "KeyL" }],
    ["a digit of Option in a field", { key: "7", alt: true, code: "Digit7", ...inField }],
    ["a space of Option in a field", { key: " ", alt: true, code: "Space", ...inField }],
    ["a code on the number pad", { key: "6", alt: true, code: "Numpad6" }],
    ["a code on the number pad without its lock", { key: "Home", alt: true, code: "Numpad7" }],
    ["a new line", { key: "Enter", ...inEditor }],
    ["a new line in a paragraph", { key: "Enter", shift: true, ...inEditor }],
    ["a tab in an editor", { key: "Tab", ...inEditor }],
    ["an arrow", { key: "ArrowLeft" }],
    ["a deletion", { key: "Backspace" }],
    ["a modifier alone", { key: "Control", ctrl: true }],
    ["a dead key", { key: "Dead", alt: true }],
    ["a key of an input method", { key: "Process", ctrl: true }],
    ["several characters at once", { key: "hush", ctrl: true }],
  ])("%s", ([, stroke]) => {
    expect(named(stroke)).toBeNull();
  });
});
