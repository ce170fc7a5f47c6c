import type { Finding } from "../finding.ts";
import { counted, type Detector, finding, secondsText } from "./detector.ts";
import { MIN_SWING_PX, MIN_TURNS } from "./evidence/cursor-watch.ts";
import type { Seen, Thrash } from "./evidence/types.ts";

/** The pointer was shaken to and fro. See evidence/cursor-watch.ts. */
export const cursorThrash: Detector = {
  kind: "cursor-thrash",
  find: ({ pointing }) => pointing.map(describe),
};

function describe({ turns, count, endAt }: Thrash): Finding {
  const first = turns[0] as Seen;
  const span = endAt - first.at;
  return finding({
    kind: "cursor-thrash",
    title: `Shook the pointer for ${secondsText(span)}`,
    severity: count >= 2 * MIN_TURNS ? "medium" : "low",
    score: Math.min(44, 24 + count - MIN_TURNS),
    evidence: turns.map((one) => one.pointer),
    toOffsetMs: first.pointer.offsetMs + Math.round(span),
    why: `The pointer changed its direction ${counted(count, "time")} within ${secondsText(span)}, each way longer than ${MIN_SWING_PX} px and no button down: impatience, or looking for something that answers.`,
  });
}
