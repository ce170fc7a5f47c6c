import type { Finding } from "../finding.ts";
import { capital, counted, type Detector, finding, secondsText } from "./detector.ts";
import type { Refill, Seen } from "./evidence/types.ts";

/** A field filled three times or more while the page or the server refused it; see evidence/field-watch.ts. */
export const refilledInput: Detector = {
  kind: "refilled-input",
  find: ({ refills }) => refills.map(describe),
};

function describe({ selector, nodeId, label, fills, refused }: Refill): Finding {
  const isNamed = label !== "" && !/^[*•\s]+$/.test(label);
  const name = isNamed ? `the field "${label}"` : `the field ${selector ?? "without a name"}`;
  const first = fills[0] as Seen;
  const last = fills.at(-1) as Seen;
  return finding({
    kind: "refilled-input",
    title: `${capital(name)} was filled ${fills.length} times`,
    severity: fills.length > 3 ? "high" : "medium",
    score: Math.min(72, 46 + 6 * (fills.length - 3) + 4 * refused),
    target: { selector, nodeId, label },
    evidence: fills.map((one) => one.pointer),
    toOffsetMs: last.pointer.offsetMs,
    why: `${capital(name)} was filled ${counted(fills.length, "time")} within ${secondsText(last.at - first.at)}, ${counted(refused, "time")} after it or a request had been refused.`,
  });
}
