import { shorten } from "../../dom/label.ts";
import type { Finding } from "../finding.ts";
import { type Detector, finding, secondsText } from "./detector.ts";
import { type Visit, visitsOf } from "./evidence/visits.ts";

/** Who leaves a page this soon had expected another one. The corpus of labelled recordings says the same. */
export const QUICK_BACK_MS = 2_000;
/** Nobody sees a page and goes back in less: that is a redirect, unless the browser tells of the way back. Ours. */
export const MIN_LOOK_MS = 400;

/** A page opened by a click and left for the one before almost at once, by the browser's own way back. */
export const quickBack: Detector = {
  kind: "quick-back",
  find({ events, startedAt }) {
    const visits = visitsOf(events, startedAt);
    return visits.flatMap((there, i) => {
      const before = visits[i - 1];
      const back = visits[i + 1];
      return before && back && isQuickBack(before, there, back) ? [describe(there, back)] : [];
    });
  },
};

function isQuickBack(before: Visit, there: Visit, back: Visit): boolean {
  const stay = back.at - there.at;
  if (!there.click || back.click || back.address !== before.address) return false;
  if (stay > QUICK_BACK_MS) return false;
  return stay >= MIN_LOOK_MS || back.how === "pop" || back.how === "bfcache";
}

function describe(there: Visit, back: Visit): Finding {
  const stay = secondsText(back.at - there.at);
  const click = there.click ?? there;
  const page = shorten(there.address, 100);
  return finding({
    kind: "quick-back",
    title: `Went back from ${page} after ${stay}`,
    severity: "medium",
    score: 40,
    evidence: [click.pointer, there.pointer, back.pointer],
    toOffsetMs: back.pointer.offsetMs,
    why: `A click led to ${page}, and ${stay} later the user was back on the page before: not what they had looked for.`,
  });
}
