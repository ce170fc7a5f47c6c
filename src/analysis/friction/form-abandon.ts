import type { Finding } from "../finding.ts";
import { counted, type Detector, finding, secondsText } from "./detector.ts";
import type { LeftForm, Seen } from "./evidence/types.ts";

/** Field names told in a sentence. */
const MOST_NAMES = 3;

/** A form that was begun and left without being sent; evidence/form-watch.ts tells what counts as leaving. */
export const formAbandon: Detector = {
  kind: "form-abandon",
  find: ({ leftForms }) => leftForms.map(describe),
};

function describe({ selector, nodeId, name, fields, left }: LeftForm): Finding {
  const first = fields[0] as Seen;
  const spent = left.at - first.at;
  const called = name ? `the form "${name}"` : `the form ${selector ?? "on this page"}`;
  const names = fields
    .map(({ label }) => label)
    .filter((label) => label !== "" && !/^[*•\s]+$/.test(label))
    .slice(0, MOST_NAMES)
    .map((label) => `"${label}"`)
    .join(", ");
  return finding({
    kind: "form-abandon",
    title: `Left ${called} with ${counted(fields.length, "field")} filled`,
    severity: fields.length >= 3 ? "high" : "medium",
    score: Math.min(82, 56 + 4 * fields.length + Math.min(10, Math.round(spent / 6_000))),
    target: { selector, nodeId, label: name },
    evidence: [...fields, left].map((one) => one.pointer),
    toOffsetMs: left.pointer.offsetMs,
    why: `${counted(fields.length, "field")} of ${called} ${fields.length === 1 ? "was" : "were"} filled${names ? ` (${names})` : ""} in ${secondsText(spent)}, then the user went to another page without sending it.`,
  });
}
