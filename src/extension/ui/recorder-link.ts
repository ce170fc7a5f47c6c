import type { Answer, Command, RecorderState } from "../messages.ts";
import type { Ask } from "./ask.ts";

export type Action = Exclude<Command["type"], "get-state" | "intend-start" | "cancel-start">;

/** Those that are said by their name alone. */
type PlainAction = Exclude<Action, "mark" | "edit-mark">;

export interface RecorderView {
  /** Null until the background has answered once. */
  state: RecorderState | null;
  /** The background could not be asked; cleared by its next answer. */
  trouble: string | null;
  /** What the last command came to, when it failed; cleared by the next command. */
  failure: string | null;
  /** The command that is on its way. */
  busy: Action | null;
}

export interface RecorderLink {
  /** Runs one command at a time: a second one while the first is on its way is refused (false). */
  run(action: PlainAction): Promise<boolean>;
  run(action: Action, act: () => Promise<Answer>): Promise<boolean>;
}

const POLL_MS = 500;

/**
 * Keeps a view of one tab's recorder: asks every 500 ms after the last answer, so questions never
 * overlap, and lets no older answer overwrite what a command has returned since.
 */
export function makeRecorderLink(options: {
  tabId: number;
  ask: Ask;
  onView: (view: RecorderView) => void;
  signal: AbortSignal;
  pollMs?: number;
}): RecorderLink {
  const { tabId, ask, onView, signal, pollMs = POLL_MS } = options;
  let view: RecorderView = { state: null, trouble: null, failure: null, busy: null };
  let commands = 0;

  function show(change: Partial<RecorderView>): void {
    if (signal.aborted) return;
    view = { ...view, ...change };
    onView(view);
  }

  async function poll(): Promise<void> {
    const before = commands;
    const answer = await ask({ type: "get-state", tabId });
    if (before !== commands) return;
    show(answer.ok ? { state: answer.state, trouble: null } : { trouble: answer.sentence });
  }

  async function pollUntilAborted(): Promise<void> {
    while (!signal.aborted) {
      await poll();
      await pause(pollMs, signal);
    }
  }

  async function run(
    action: Action,
    act: () => Promise<Answer> = () => ask({ type: action as PlainAction, tabId }),
  ): Promise<boolean> {
    if (view.busy !== null) return false;
    commands += 1;
    show({ busy: action, failure: null });
    // `act` runs before the first await: a permission prompt needs the click that led here.
    const answer = await act();
    // A refused start is part of the state too: both are shown at once, not one after the other.
    const after = answer.ok ? answer : await ask({ type: "get-state", tabId });
    commands += 1;
    show({
      busy: null,
      failure: answer.ok ? null : answer.sentence,
      ...(after.ok && { state: after.state, trouble: null }),
    });
    return answer.ok;
  }

  void pollUntilAborted();
  return { run };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
