import type { Finding } from "../finding.ts";
import { counted, type Detector, finding, secondsText } from "./detector.ts";
import { MIN_SWING_PX, MIN_TURNS } from "./evidence/scroll-watch.ts";
import type { Seen, Thrash } from "./evidence/types.ts";

/** Scrolling up and down, quickly and again and again: searching without finding. See evidence/scroll-watch.ts. */
export const scrollThrash: Detector = {
  kind: "scroll-thrash",
  find: ({ scrolling }) => scrolling.map(describe),
};

function describe({ turns, count, endAt }: Thrash): Finding {
  const first = turns[0] as Seen;
  const span = endAt - first.at;
  return finding({
    kind: "scroll-thrash",
    title: `Scrolled to and fro ${counted(count, "time")} within ${secondsText(span)}`,
    severity: count >= 2 * MIN_TURNS ? "medium" : "low",
    score: Math.min(50, 26 + 3 * (count - MIN_TURNS)),
    evidence: turns.map((one) => one.pointer),
    toOffsetMs: first.pointer.offsetMs + Math.round(span),
    why: `The direction of scrolling changed ${counted(count, "time")} within ${secondsText(span)}, each way longer than ${MIN_SWING_PX} px, with hardly a pause to read.`,
  });
}
