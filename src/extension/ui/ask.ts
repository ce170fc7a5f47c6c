import { STATUSES, type Answer, type Command } from "../messages.ts";
import { popupStrings } from "./strings/popup.ts";

/** Sends a command to the background. Never rejects: silence and nonsense become a sentence. */
export type Ask = (command: Command) => Promise<Answer>;

/** Longer than the background itself waits for a page that does not answer a start (8 s). */
const PATIENCE_MS = 12_000;
/** Pages are given 13 s to hand over their last events; then those of up to 32 tabs are sealed. */
const STOP_PATIENCE_MS = 60_000;

/**
 * The background may be asleep, restarting or gone: whatever comes back, the caller gets an answer
 * that it can show, and may ask again.
 */
export function makeAsk(
  send: (message: unknown) => Promise<unknown>,
  patienceMs: number = PATIENCE_MS,
  stopPatienceMs: number = STOP_PATIENCE_MS,
): Ask {
  return async (command) => {
    const waits = command.type === "stop" || command.type === "pause";
    const patience = waits ? stopPatienceMs : patienceMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, sentence: popupStrings.silent }), patience);
    });
    try {
      return await Promise.race([send(command).then(understand), silence]);
    } catch (error) {
      // The page shows the sentence; what the browser said of its own plumbing goes to the log.
      console.warn("Waymark: the background could not be asked", command.type, error);
      return { ok: false, sentence: popupStrings.unreachable };
    } finally {
      clearTimeout(timer);
    }
  };
}

function understand(answer: unknown): Answer {
  return isAnswer(answer) ? answer : { ok: false, sentence: popupStrings.oddAnswer };
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== "object" || value === null) return false;
  const answer = value as { ok?: unknown; sentence?: unknown; state?: { status?: unknown } };
  if (answer.ok === false) return typeof answer.sentence === "string";
  return answer.ok === true && STATUSES.some((status) => status === answer.state?.status);
}
