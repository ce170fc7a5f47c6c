import { afterEach, describe, expect, test, vi } from "vitest";
import { makeAsk } from "../../../src/extension/ui/ask.ts";
import { popupStrings } from "../../../src/extension/ui/strings/popup.ts";
import { idleState, ok, TAB_ID } from "./fake-background.ts";

const question = { type: "get-state", tabId: TAB_ID } as const;

describe("asking the background", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("hands on its answers, refusals included", async () => {
    const good = ok(idleState());
    const bad = { ok: false, sentence: "No." };
    expect(await makeAsk(async () => good)(question)).toEqual(good);
    expect(await makeAsk(async () => bad)(question)).toEqual(bad);
  });

  test("R6 a background that is not there becomes a sentence and a log line", async () => {
    const logged = vi.spyOn(console, "warn").mockImplementation(() => {});
    const answer = await makeAsk(async () => {
      throw new Error("Could not establish connection. Receiving end does not exist.");
    })(question);
    expect(answer).toEqual({ ok: false, sentence: popupStrings.unreachable });
    expect(logged).toHaveBeenCalledOnce();
  });

  test("a background that never answers becomes a sentence after a while", async () => {
    const answer = await makeAsk(() => new Promise(() => {}), 10)(question);
    expect(answer).toEqual({ ok: false, sentence: popupStrings.silent });
  });

  test("a stop is given longer, as the ends of all its tabs are stored first", async () => {
    const slow = () => new Promise((done) => setTimeout(done, 100, ok(idleState())));
    const ask = makeAsk(slow, 10, 10_000);
    expect(await ask(question)).toEqual({ ok: false, sentence: popupStrings.silent });
    expect(await ask({ type: "stop", tabId: TAB_ID })).toEqual(ok(idleState()));
  });

  test.each([
    undefined,
    null,
    "ok",
    {},
    { ok: true },
    { ok: true, state: { status: "gone" } },
    { ok: false },
  ])("R4 %j is no answer", async (nonsense) => {
    const answer = await makeAsk(async () => nonsense)(question);
    expect(answer).toEqual({ ok: false, sentence: popupStrings.oddAnswer });
  });
});
