import { shorten } from "../../dom/label.ts";
import { counted, type Detector, finding, moreOf, sentenceOf } from "./detector.ts";
import { isHydration } from "./hydration-error.ts";

/** What the page's code itself wrote to the console as an error. One message is one finding, however often. */
export const consoleError: Detector = {
  kind: "console-error",
  find: ({ problems }) =>
    problems
      .filter(({ kind, message }) => kind === "console" && !isHydration(message))
      .map(({ message, count, seen }) =>
        finding({
          kind: "console-error",
          title: `Console error: ${shorten(message, 100)}`,
          severity: "low",
          score: 8 + moreOf(count, 7),
          evidence: seen.map((one) => one.pointer),
          toOffsetMs: seen[0]?.pointer.offsetMs ?? 0,
          why: `The page wrote an error to the console ${counted(count, "time")}: ${sentenceOf(message)} No act of the user is known to have caused it.`,
        }),
      ),
};
