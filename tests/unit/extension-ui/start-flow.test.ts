import { describe, expect, test } from "vitest";
import type { Answer, Command } from "../../../src/extension/messages.ts";
import { type Scope, startRecording } from "../../../src/extension/ui/start-flow.ts";
import { popupStrings } from "../../../src/extension/ui/strings/popup.ts";
import { idleState, ok } from "./fake-background.ts";

const recording = ok(idleState({ status: "recording" }));

function press(
  needsPermission: boolean,
  prompt: () => Promise<boolean>,
  scope: Scope = "site",
): { log: unknown[]; answer: Promise<Answer> } {
  const log: unknown[] = [];
  const answer = startRecording({
    state: idleState({ needsPermission }),
    scope,
    ask: async (command: Command) => {
      log.push(command.type);
      return recording;
    },
    requestOrigins: (origins) => {
      log.push(origins);
      return prompt();
    },
  });
  return { log, answer };
}

describe("pressing Start recording", () => {
  test("starts at once where access was given before", async () => {
    const { log, answer } = press(false, () => Promise.reject(new Error("must not be asked")));
    expect(await answer).toEqual(recording);
    expect(log).toEqual(["start"]);
  });

  test("tells the background and asks the browser within the click, then starts", async () => {
    const { log, answer } = press(true, async () => true);
    // Nothing was awaited yet: a prompt outside the click would be refused by the browser.
    expect(log).toEqual(["intend-start", ["https://shop.example/*"]]);
    expect(await answer).toEqual(recording);
    expect(log.at(-1)).toBe("start");
  });

  test("asks for every http and https site where the tester chose all sites", () => {
    expect(press(true, async () => true, "all").log[1]).toEqual(["http://*/*", "https://*/*"]);
  });

  test("says so and does not start where the user denies access", async () => {
    const { log, answer } = press(true, async () => false);
    expect(await answer).toEqual({ ok: false, sentence: popupStrings.denied });
    expect(log).not.toContain("start");
    expect(log.at(-1)).toBe("cancel-start");
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("no gesture"))],
    [
      "throws",
      (): Promise<boolean> => {
        throw new Error("no gesture");
      },
    ],
  ])("R6 names the reason where the browser %s instead of asking", async (_how, prompt) => {
    const { log, answer } = press(true, prompt);
    expect(await answer).toEqual({ ok: false, sentence: popupStrings.askFailed("no gesture") });
    expect(log).not.toContain("start");
    expect(log.at(-1)).toBe("cancel-start");
  });
});
