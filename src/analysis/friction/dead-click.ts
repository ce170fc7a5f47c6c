import type { Finding } from "../finding.ts";
import { type Detector, finding, nameOf } from "./detector.ts";
import { explainDeadClick } from "./explain-dead-click.ts";
import { ANSWER_WINDOW_MS } from "./evidence/limits.ts";
import type { ClickRecord, ClickRun, ClickTarget } from "./evidence/types.ts";
import { burstsOf } from "./rage-click.ts";

/** A click on something that presents itself as a control and that never answers. */
export const deadClick: Detector = {
  kind: "dead-click",
  find: ({ runs }) => runs.filter(isDead).map(describe),
};

function isDead(run: ClickRun): boolean {
  if (run.target.excuse !== null || run.answers.length > 0 || run.loadedLater) return false;
  const last = run.clicks.at(-1) as ClickRecord;
  // The recording or the page ended too early to know.
  if (run.watchedUntil < last.clickAt + ANSWER_WINDOW_MS) return false;
  if (isSelecting(run)) return false;
  // Told as rage already.
  return burstsOf(run).length === 0;
}

/** Double and triple clicks that select text on what is hardly a control were meant to do so. */
function isSelecting({ target, clicks }: ClickRun): boolean {
  const isWeak = target.sign === "cursor" || target.sign === "tabindex";
  return isWeak && clicks.length > 1 && clicks.some((click) => click.selectedText);
}

/** How sure it is that the target promised something, and how much it blocks. */
const SCORES: Record<ClickTarget["sign"], number> = {
  native: 60,
  role: 60,
  layer: 65,
  handler: 55,
  class: 50,
  tabindex: 35,
  cursor: 40,
};

function describe(run: ClickRun): Finding {
  const { target, clicks } = run;
  const first = clicks[0] as ClickRecord;
  const last = clicks.at(-1) as ClickRecord;
  const name = nameOf(target);
  const score = target.disabled ? 35 : SCORES[target.sign] + Math.min(10, 5 * (clicks.length - 1));
  return finding({
    kind: "dead-click",
    title: `Click on ${name} did nothing`,
    severity: score >= 50 ? "medium" : "low",
    score,
    target,
    evidence: clicks.map((click) => click.pointer),
    toOffsetMs: last.pointer.offsetMs + ANSWER_WINDOW_MS,
    why: `${act(target, clicks.length)} ${NO_ANSWER} within ${(
      (last.clickAt - first.clickAt + ANSWER_WINDOW_MS) /
      1000
    ).toFixed(0)} s. ${explainDeadClick(run)}`.trimEnd(),
  });
}

const NO_ANSWER =
  "neither the page, the focus, the scroll position nor the address changed in answer";

/** What was done, up to the words on what did not follow. */
function act(target: ClickTarget, clicks: number): string {
  if (target.sign === "layer") {
    const named = target.selector ? ` (${target.selector})` : "";
    const took = clicks > 1 ? `${clicks} clicks` : "the click";
    return `An invisible layer${named} lies over the page and took ${took} meant for what is below it:`;
  }
  const times = clicks > 1 ? ` ${clicks} times` : "";
  return `${nameOf(target)} was clicked${times}, and`;
}
