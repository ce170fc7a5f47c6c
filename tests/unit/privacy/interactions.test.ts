import { describe, expect, it } from "vitest";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { createFrameStream } from "../../../src/privacy/gate2/frame-stream.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { attributesOf, element, pass, snapshot } from "./build.ts";

const signal = (tag: string, payload: object) => ({
  type: 5,
  data: { tag, payload },
  timestamp: 2_000,
});

const PAGE = snapshot(
  element(
    10,
    "form",
    {},
    element(11, "input", { name: "city" }),
    element(12, "div", { "data-waymark-block": "" }, element(13, "input", { name: "diagnosis" })),
    element(14, "input", { type: "password", name: "pw" }),
    element(15, "div", { "data-waymark-ignore": "" }, element(16, "textarea")),
    element(17, "button", {}),
  ),
);

/** What gate 2 lets through of one signal in that page; undefined when nothing. */
function passed(tag: string, payload: object, policy = {}): Record<string, unknown> | undefined {
  const { events } = pass([PAGE, signal(tag, payload)], policy);
  return events[1]?.data["payload"] as Record<string, unknown> | undefined;
}

describe("forms", () => {
  const submit = { what: "submit", id: 10, fields: [{ id: 11, name: "city" }] };

  it("P2 pass with the names of their controls, never with a value", () => {
    expect(passed("waymark.form", submit)).toEqual(submit);
    for (const more of [
      { values: ["Paris"] },
      { value: "Paris" },
      { fields: [{ id: 11, name: "city", value: "Paris" }] },
      { fields: { city: "Paris" } },
    ]) {
      expect(passed("waymark.form", { ...submit, ...more }), JSON.stringify(more)).toBeUndefined();
    }
  });

  it("P5 names of controls go through the patterns", () => {
    const fields = [{ id: 11, name: "to[jane.doe@mail.example]" }];
    const told = passed("waymark.form", { ...submit, name: "4111 1111 1111 1111", fields });
    expect(told).toMatchObject({ name: "[card]", fields: [{ id: 11, name: "to[[email]]" }] });
  });

  it("P6 controls in what is blocked are not named, and a form in it is not told of", () => {
    const fields = [
      { id: 11, name: "city" },
      { id: 13, name: "diagnosis" },
    ];
    expect(passed("waymark.form", { ...submit, fields })).toEqual(submit);
    expect(
      passed("waymark.form", { what: "invalid", id: 13, breaks: ["tooShort"] }),
    ).toBeUndefined();
  });

  it("P2 why a control is refused is a word of the browser's, not of the page's", () => {
    const invalid = { what: "invalid", id: 11, breaks: ["valueMissing", "customError"] };
    expect(passed("waymark.form", invalid)).toEqual(invalid);
    const spoken = { ...invalid, breaks: ["jane@mail.example is taken"] };
    expect(passed("waymark.form", spoken)).toBeUndefined();
  });

  it("P2 a file has a type and a size, and no name", () => {
    const type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    const file = { what: "file", id: 11, files: [{ type, bytes: 1_200 }] };
    expect(passed("waymark.form", file)).toEqual(file);
    for (const one of [
      { type, bytes: 1, name: "salary.docx" },
      { type: "salary.docx", bytes: 1 },
    ]) {
      expect(
        passed("waymark.form", { ...file, files: [one] }),
        JSON.stringify(one),
      ).toBeUndefined();
    }
  });
});

describe("shortcuts", () => {
  const TOLD =
    "Ctrl+K Ctrl+Shift+K Ctrl+/ Ctrl++ Alt+Y Alt+Shift+7 Ctrl+Alt+T Meta+K Ctrl+Meta+F Shift+Meta+P Alt+Shift+Meta+( F5 Shift+F10 Escape Enter Tab Shift+Tab Ctrl+Enter Alt+ArrowLeft Ctrl+Space";
  const TYPED =
    "a A Shift+A 7 Space Shift+Space ArrowLeft Backspace é Alt+@ Ctrl+Alt+€ Ctrl+Alt+@ Alt+ø hunter2 Ctrl+hunter2";

  it("P9 pass as combinations", () => {
    for (const keys of TOLD.split(" ")) {
      expect(passed("waymark.key", { keys, id: 17 }), keys).toEqual({ keys, id: 17 });
    }
  });

  it("P9 no key that types something passes", () => {
    for (const keys of TYPED.split(" ")) {
      expect(passed("waymark.key", { keys, id: 17 }), keys).toBeUndefined();
    }
  });

  it("P9 none passes from secret fields, fields that are not to be recorded, and blocked places", () => {
    for (const id of [14, 16, 13, 12, 999]) {
      expect(passed("waymark.key", { keys: "Ctrl+A", id }), String(id)).toBeUndefined();
    }
  });

  it("P9 none passes from a password that was shown since", () => {
    const gate = createGate2({ policy: DEFAULT_SITE_POLICY });
    const shown = {
      type: 3,
      data: {
        source: 0,
        texts: [],
        adds: [],
        removes: [],
        attributes: [{ id: 14, attributes: { type: "text" } }],
      },
      timestamp: 1_500,
    };
    const key = signal("waymark.key", { keys: "Enter", id: 14 });
    const { json } = gate.sanitize(JSON.stringify([PAGE, shown, key]));
    expect(json).not.toContain("waymark.key");
  });
});

describe("clicks", () => {
  const click = { id: 17, x: 5, y: 6, pointer: "mouse", stack: [17, 13, 10] };

  it("P6 name nothing of what is blocked", () => {
    const missed = { id: 13, why: "covered" };
    expect(passed("waymark.click", { ...click, missed })).toEqual({ ...click, stack: [17, 10] });
    expect(passed("waymark.click", { ...click, id: 13 })).toBeUndefined();
    expect(passed("waymark.click", { ...click, id: 12 })).toBeUndefined();
  });
});

describe("what the browser is asked to do", () => {
  it("P9 copies and pastes pass without what was copied", () => {
    expect(passed("waymark.browser", { what: "copy", id: 11 })).toEqual({ what: "copy", id: 11 });
    for (const more of [{ text: "hush" }, { data: "hush" }, { types: ["text/plain"] }]) {
      expect(passed("waymark.browser", { what: "paste", ...more })).toBeUndefined();
    }
    expect(passed("waymark.browser", { what: "paste", id: 13 })).toBeUndefined();
  });

  it("P5 the words in a dialog go through the patterns, and a strict recording has none of them", () => {
    const dialog = { what: "dialog", dialog: "confirm", openMs: 900, accepted: true };
    const detail = "Write to jane.doe@mail.example?";
    const asked = { ...dialog, detail };
    expect(passed("waymark.browser", asked)).toEqual({ ...dialog, detail: "Write to [email]?" });
    expect(passed("waymark.browser", asked, { level: "strict" })).toEqual(dialog);
  });

  it("P2 what is typed into a prompt has no place", () => {
    const prompt = { what: "dialog", dialog: "prompt", openMs: 900 };
    for (const more of [{ answer: "hush" }, { text: "hush" }, { accepted: "hush" }]) {
      expect(
        passed("waymark.browser", { ...prompt, ...more }),
        JSON.stringify(more),
      ).toBeUndefined();
    }
  });

  it("P2 a download has a type, a size and a host, and neither a name nor a path", () => {
    const file = { type: "text/csv", bytes: 12, host: "files.shop.example:8443" };
    expect(passed("waymark.browser", { what: "download", file })).toEqual({
      what: "download",
      file,
    });
    for (const more of [
      { name: "salary.csv" },
      { host: "files.example/salary.csv" },
      { host: "jane@files.example" },
      { type: "salary.csv" },
    ]) {
      const forged = { what: "download", file: { ...file, ...more } };
      expect(passed("waymark.browser", forged), JSON.stringify(more)).toBeUndefined();
    }
  });
});

it("P2 a link keeps that it saves a file, not under which name", () => {
  expect(attributesOf("a", { download: "salary.csv" })).toEqual({ download: "" });
});

it("P6 a frame of another origin tells of its own elements, by ids of the tab", () => {
  const frame = createFrameStream({ base: 2 ** 28, hostId: 7 });
  const events = [
    signal("waymark.form", { what: "submit", id: 10, fields: [{ id: 11, name: "city" }] }),
    signal("waymark.browser", { what: "paste", id: 11 }),
    signal("waymark.browser", { what: "hidden" }),
  ];
  const told = events.flatMap((event) => frame.convert(event)).map(({ data }) => data["payload"]);
  expect(told).toEqual([
    {
      what: "submit",
      id: 2 ** 28 + 10,
      fields: [{ id: 2 ** 28 + 11, name: "city" }],
      frame: 7,
    },
    { what: "paste", id: 2 ** 28 + 11, frame: 7 },
  ]);
});
