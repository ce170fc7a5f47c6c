import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskedList } from "../../../src/extension/ui/masked-list.ts";
import { bytesText } from "../../../src/format/size.ts";
import { findShortcut, listShortcuts, splitKeys } from "../../../src/extension/ui/shortcuts.ts";
import { popupStrings } from "../../../src/extension/ui/strings/popup.ts";

describe("what is masked, in words", () => {
  test("P5 each rule that hit is named with its count, the most frequent first", () => {
    expect(maskedList({ email: 1, input: 12, card: 0 })).toEqual([
      "12 form values",
      "1 e-mail address",
    ]);
  });

  test("P5 a rule without words of its own is shown all the same", () => {
    expect(maskedList({ "house-number": 3, constructor: 1 })).toEqual([
      "3 × house-number",
      "1 × constructor",
    ]);
  });

  test("P6 elements counted by mark are no rule: what was masked for them is named already", () => {
    expect(maskedList({ mask: 2, "mark:rr-mask": 9 })).toEqual(["2 texts marked private"]);
  });

  test("P2 what is never recorded is said at every level", () => {
    for (const sentence of Object.values(popupStrings.always)) {
      expect(sentence).toContain("Never recorded: passwords");
    }
  });
});

describe("sizes", () => {
  test.each([
    [0, "0 B"],
    [812, "812 B"],
    [999.6, "1 kB"],
    [14_200, "14 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [1_234_567, "1.2 MB"],
    [12_345_678, "12 MB"],
    [3_210_000_000, "3.2 GB"],
  ])("%d bytes read as %s", (bytes, words) => {
    expect(bytesText(bytes)).toBe(words);
  });

  test("never show more than three digits below a terabyte", () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_000_000_000 }), (bytes) => {
        expect(bytesText(bytes)).toMatch(/^(\d{1,3}|\d\.\d) (B|kB|MB|GB)$/);
      }),
    );
  });
});

describe("the counts after Stop", () => {
  test("show time, size and errors where the popup watched, else the events alone", () => {
    expect(popupStrings.doneCounts(1, null)).toBe("1 event");
    expect(popupStrings.doneCounts(1234, { elapsedMs: 83_000, bytes: 14_200, errors: 1 })).toBe(
      "1,234 events · 1:23 · 14 kB as JSON · 1 error",
    );
  });
});

describe("shortcuts", () => {
  const commands = [
    { name: "_execute_action", description: "", shortcut: "" },
    { name: "toggle-recording", description: "Start or stop", shortcut: "Alt+Shift+R" },
    { name: "mark", description: "Mark" },
  ];

  test("the browser's own command for the popup is not listed", () => {
    expect(listShortcuts(commands).map(({ description, keys }) => [description, keys])).toEqual([
      ["Start or stop", "Alt+Shift+R"],
      ["Mark", ""],
    ]);
  });

  test("one without keys counts as not set", () => {
    expect(findShortcut(commands, "toggle-recording")).toBe("Alt+Shift+R");
    expect(findShortcut(commands, "mark")).toBe("");
    expect(findShortcut([], "toggle-recording")).toBe("");
  });

  test("show one cap a key", () => {
    expect(splitKeys("Alt+Shift+R")).toEqual(["Alt", "Shift", "R"]);
    expect(splitKeys("⌥⇧R")).toEqual(["⌥⇧R"]);
  });
});
