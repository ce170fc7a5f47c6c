import type { Finding } from "../finding.ts";
import { shorten } from "../../dom/label.ts";
import {
  actFirst,
  capital,
  counted,
  type Detector,
  finding,
  nameOf,
  secondsText,
  sentenceOf,
} from "./detector.ts";
import { visibleAnswers } from "./evidence/outcome.ts";
import type { ClickRecord, ErrorClick, ErrorEvent } from "./evidence/types.ts";

/** A click whose handler threw or rejected; evidence/error-clicks.ts tells which errors are a click's. */
export const errorClick: Detector = {
  kind: "error-click",
  find: ({ errorClicks }) => errorClicks.map(describe),
};

function describe({ run, errors }: ErrorClick): Finding {
  const { target, clicks } = run;
  const first = clicks[0] as ClickRecord;
  const last = clicks.at(-1) as ClickRecord;
  const { message, at } = errors[0] as ErrorEvent;
  const click = clicks.findLast(({ downAt }) => downAt <= at) ?? first;
  const after = at - click.clickAt;
  const name = nameOf(target);
  const isAnswered = visibleAnswers(run).length > 0;
  const answer = isAnswered
    ? "The page did change, so the user may not have noticed."
    : "Nothing on the page told the user.";
  const more = errors.length > 1 ? `, ${counted(errors.length, "error")} in all` : "";
  return finding({
    kind: "error-click",
    title: `Click on ${name} failed: ${shorten(message, 80)}`,
    severity: isAnswered ? "medium" : "high",
    score: (isAnswered ? 50 : 72) + Math.min(8, 2 * (errors.length - 1)),
    target,
    evidence: actFirst(
      first.pointer,
      [...clicks.slice(1), ...errors].map((one) => one.pointer),
    ),
    toOffsetMs: Math.max(last.pointer.offsetMs, errors.at(-1)?.pointer.offsetMs ?? 0),
    why: `${capital(name)} was clicked ${counted(clicks.length, "time")}, and ${
      after < 100 ? "at once" : `${secondsText(after)} later`
    } an error came that nothing caught${more}: ${sentenceOf(message)} ${answer}`,
  });
}
