import type { Finding } from "../finding.ts";
import { type Detector, finding, secondsText } from "./detector.ts";
import type { Flood } from "./evidence/types.ts";

/** Renders that are too large or never end; evidence/mutation-watch.ts has the limits. */
export const mutationBurst: Detector = {
  kind: "mutation-burst",
  find: ({ floods }) => floods.map(describe),
};

function describe({ first, largest, nodes, endAt }: Flood): Finding {
  const lasted = endAt - first.at;
  const seconds = secondsText(lasted);
  const pointers = first.pointer === largest.pointer ? [first] : [first, largest];
  return finding({
    kind: "mutation-burst",
    title: `${nodes.toLocaleString("en")} nodes of the page came and went within ${seconds}`,
    severity: "low",
    score: Math.min(34, 18 + Math.round(lasted / 1_000)),
    evidence: pointers.map((one) => one.pointer),
    toOffsetMs: first.pointer.offsetMs + lasted,
    why: `Within ${seconds} the page added, removed or rewrote ${nodes.toLocaleString("en")} nodes, long after it was loaded: it hardly answers meanwhile.`,
  });
}
