import { describe, expect, test } from "vitest";
import type { RecorderState } from "../../../src/extension/messages.ts";
import { withoutToolbar } from "../../../src/extension/ui/popup-host.ts";
import { idleState } from "./fake-background.ts";

const UNSEEN = {
  code: "browser-page",
  sentence: "The browser does not let Waymark see this page.",
} as const;
const answer = (state: Partial<RecorderState>) =>
  withoutToolbar({ ok: true, state: idleState(state) });

describe("the popup opened as a page, where the browser hides the tab's address", () => {
  test("offers to ask for all sites instead of refusing", () => {
    expect(answer({ addressHidden: true, needsPermission: true, refusal: UNSEEN })).toMatchObject({
      state: { refusal: null },
    });
  });

  test("refuses once all sites are allowed: then a hidden address is the browser's own page", () => {
    const state = { addressHidden: true, needsPermission: false, refusal: UNSEEN };
    expect(answer(state)).toMatchObject({ state: { refusal: UNSEEN } });
  });

  test("keeps every other refusal", () => {
    const gpc = { code: "gpc", sentence: "No." } as const;
    const state = { addressHidden: true, needsPermission: true, refusal: gpc };
    expect(answer(state)).toMatchObject({ state: { refusal: gpc } });
  });
});
