import { shorten } from "../../dom/label.ts";
import { counted, type Detector, finding, moreOf, sentenceOf } from "./detector.ts";
import { keyOf } from "./evidence/problems.ts";
import { isHydration } from "./hydration-error.ts";

/** Errors that nothing caught and that no click caused. The same one is one finding, however often. */
export const jsError: Detector = {
  kind: "js-error",
  find({ problems, errorClicks }) {
    const told = new Map<string, number>();
    for (const { key } of errorClicks.flatMap(({ errors }) => errors))
      told.set(key, (told.get(key) ?? 0) + 1);
    return problems
      .filter(({ kind, message }) => kind === "error" && !isHydration(message))
      .filter(({ message, count }) => count > (told.get(keyOf(message)) ?? 0))
      .map(({ message, count, seen }) =>
        finding({
          kind: "js-error",
          title: `Uncaught error: ${shorten(message, 100)}`,
          severity: "low",
          score: 20 + moreOf(count, 10),
          evidence: seen.map((one) => one.pointer),
          toOffsetMs: seen[0]?.pointer.offsetMs ?? 0,
          why: `An error that nothing caught came ${counted(count, "time")}: ${sentenceOf(message)} It came by itself; no click is known to have caused it.`,
        }),
      );
  },
};
