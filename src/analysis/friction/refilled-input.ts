import type { Finding } from "../finding.ts";
import { capital, counted, type Detector, finding, secondsText } from "./detector.ts";
import { MIN_FILLS } from "./evidence/field-watch.ts";
import type { Refill, Seen } from "./evidence/types.ts";

/** A field filled again and again while it was refused, or a form that forgot what was entered; see evidence/field-watch.ts. */
export const refilledInput: Detector = {
  kind: "refilled-input",
  find: ({ refills }) => refills.map(describe),
};

function describe(refill: Refill): Finding {
  const { selector, nodeId, label, fills, refused, others } = refill;
  const isNamed = label !== "" && !/^[*•\s]+$/.test(label);
  const name = isNamed ? `the field "${label}"` : `the field ${selector ?? "without a name"}`;
  const first = fills[0] as Seen;
  const last = fills.at(-1) as Seen;
  const what =
    others > 0
      ? `${fills.length} fields of a form were filled again`
      : `${capital(name)} was filled ${counted(fills.length, "time")}`;
  const within = secondsText(last.at - first.at);
  const why =
    others > 0
      ? `${what} within ${within}, ${name} among them, after the page or a request had refused them: what had been entered was gone or wrong.`
      : `${what} within ${within}, ${counted(refused, "time")} after it or a request had been refused.`;
  const isHigh = others > 0 || fills.length > MIN_FILLS;
  return finding({
    kind: "refilled-input",
    title: what,
    severity: isHigh ? "high" : "medium",
    score: Math.min(72, 46 + 4 * (fills.length - MIN_FILLS) + (isHigh ? 10 : 0) + 4 * refused),
    target: { selector, nodeId, label },
    evidence: fills.map((one) => one.pointer),
    toOffsetMs: last.pointer.offsetMs,
    why,
  });
}
