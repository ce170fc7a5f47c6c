import { describe, expect, it } from "vitest";
import { keyAction, type KeyPress } from "../../../viewer/session/keys.ts";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  altKey: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  ...held,
});

describe("keys of the player", () => {
  it.each([
    [press(" "), { do: "toggle-play" }],
    [press("ArrowLeft"), { do: "seek-by", ms: -5_000 }],
    [press("ArrowRight", { altKey: true }), { do: "step-frame", by: 1 }],
    [press("ArrowLeft", { shiftKey: true }), { do: "step-event", by: -1 }],
    [press(">", { shiftKey: true }), { do: "speed", by: 1 }],
    [press("ArrowDown"), { do: "speed", by: -1 }],
    [press("0"), { do: "seek-share", share: 0 }],
    [press("9"), { do: "seek-share", share: 0.9 }],
    [press("N", { shiftKey: true }), { do: "step-finding", by: 1 }],
    [press("p"), { do: "step-finding", by: -1 }],
    [press("f"), { do: "fullscreen" }],
    [press("c"), { do: "copy-link" }],
    [press("?", { shiftKey: true }), { do: "key-map" }],
  ])("%o means %o", (key, action) => {
    expect(keyAction(key)).toEqual(action);
  });

  it("leaves the browser's own shortcuts alone", () => {
    expect(keyAction(press("c", { ctrlKey: true }))).toBeNull();
    expect(keyAction(press("f", { metaKey: true }))).toBeNull();
    expect(keyAction(press("ArrowLeft", { metaKey: true }))).toBeNull();
    expect(keyAction(press("f", { altKey: true }))).toBeNull();
    expect(keyAction(press("Tab"))).toBeNull();
  });
});
