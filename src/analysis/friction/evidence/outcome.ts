import { ANSWER_WINDOW_MS } from "./limits.ts";
import type { Answer, ClickRecord, ClickRun } from "./types.ts";

/** Answers that the user could notice: that a request was started is none. */
export function visibleAnswers({ answers }: ClickRun): Answer[] {
  return answers.filter((answer) => answer.kind !== "request");
}

/** Something had to answer, nothing that the user could notice did, and the page was watched long enough to know. */
export function sawNothing(run: ClickRun): boolean {
  const last = run.clicks.at(-1) as ClickRecord;
  return (
    run.target.excuse === null &&
    visibleAnswers(run).length === 0 &&
    run.watchedUntil >= last.clickAt + ANSWER_WINDOW_MS
  );
}
