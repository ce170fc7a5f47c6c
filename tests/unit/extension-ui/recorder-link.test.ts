import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeRecorderLink, type RecorderView } from "../../../src/extension/ui/recorder-link.ts";
import { idleState, makeHeldBackground, ok, TAB_ID } from "./fake-background.ts";

function open() {
  const background = makeHeldBackground();
  const closing = new AbortController();
  const views: RecorderView[] = [];
  const link = makeRecorderLink({
    tabId: TAB_ID,
    ask: background.ask,
    onView: (view) => views.push(view),
    signal: closing.signal,
  });
  return { ...background, link, closing, view: () => views.at(-1), views };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("the popup's link to the recorder", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("asks again half a second after an answer, and never while a question is open", async () => {
    const popup = open();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(popup.held).toHaveLength(1);
    popup.take("get-state").answer(ok(idleState()));
    await vi.advanceTimersByTimeAsync(499);
    expect(popup.held).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(popup.held).toHaveLength(1);
    popup.closing.abort();
  });

  test("shows a sentence while the background is away, keeps the last state, and recovers", async () => {
    const popup = open();
    popup.take("get-state").answer(ok(idleState()));
    await vi.advanceTimersByTimeAsync(500);
    popup.take("get-state").answer({ ok: false, sentence: "Away." });
    await vi.advanceTimersByTimeAsync(500);
    expect(popup.view()).toMatchObject({ trouble: "Away.", state: { status: "idle" } });
    popup.take("get-state").answer(ok(idleState({ status: "recording" })));
    await settle();
    expect(popup.view()).toMatchObject({ trouble: null, state: { status: "recording" } });
    popup.closing.abort();
  });

  test("an answer from before a command does not undo what the command returned", async () => {
    const popup = open();
    const early = popup.take("get-state");
    const started = popup.link.run("start");
    popup.take("start").answer(ok(idleState({ status: "recording" })));
    expect(await started).toBe(true);
    early.answer(ok(idleState()));
    await settle();
    expect(popup.view()?.state?.status).toBe("recording");
    popup.closing.abort();
  });

  test("an answer to a question asked while a command ran does not undo it either", async () => {
    const popup = open();
    popup.take("get-state").answer(ok(idleState()));
    const started = popup.link.run("start");
    await vi.advanceTimersByTimeAsync(500);
    const during = popup.take("get-state");
    popup.take("start").answer(ok(idleState({ status: "recording" })));
    await started;
    during.answer(ok(idleState()));
    await settle();
    expect(popup.view()?.state?.status).toBe("recording");
    popup.closing.abort();
  });

  test("a second click while a command is on its way does nothing", async () => {
    const popup = open();
    const first = popup.link.run("stop");
    expect(await popup.link.run("stop")).toBe(false);
    expect(popup.held.filter(({ command }) => command.type === "stop")).toHaveLength(1);
    popup.take("stop").answer(ok(idleState()));
    expect(await first).toBe(true);
    expect(popup.view()?.busy).toBeNull();
    popup.closing.abort();
  });

  test("why a command failed stays on screen while the state is polled, until the next command", async () => {
    const popup = open();
    popup.take("get-state").answer(ok(idleState()));
    const failed = popup.link.run("start");
    popup.take("start").answer({ ok: false, sentence: "The tab is gone." });
    await settle();
    expect(popup.view()).toMatchObject({ failure: null, busy: "start" });
    const refusal = { code: "gone", sentence: "The tab is gone." } as const;
    popup.take("get-state").answer(ok(idleState({ refusal })));
    expect(await failed).toBe(false);
    expect(popup.view()).toMatchObject({ failure: "The tab is gone.", state: { refusal } });
    await vi.advanceTimersByTimeAsync(500);
    popup.take("get-state").answer(ok(idleState()));
    await settle();
    expect(popup.view()?.failure).toBe("The tab is gone.");
    void popup.link.run("start");
    expect(popup.view()).toMatchObject({ failure: null, busy: "start" });
    popup.closing.abort();
  });

  test("a closed popup asks and shows nothing more", async () => {
    const popup = open();
    popup.take("get-state").answer(ok(idleState()));
    await settle();
    const shown = popup.views.length;
    popup.closing.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(popup.held).toHaveLength(0);
    expect(popup.views).toHaveLength(shown);
  });
});
