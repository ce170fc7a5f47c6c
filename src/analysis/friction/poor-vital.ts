import type { NormalizedEvent } from "../event.ts";
import type { Finding } from "../finding.ts";
import { type Detector, finding, secondsText } from "./detector.ts";
import { numberIn, seenOf, textIn } from "./evidence/timeline.ts";
import type { TabEvidence } from "./evidence/types.ts";

/** Above these a page is rated poor (web.dev). Milliseconds; CLS has no unit. */
export const POOR: Readonly<Record<string, number>> = {
  LCP: 4_000,
  INP: 500,
  CLS: 0.25,
  FCP: 3_000,
  TTFB: 1_800,
};
const WORDS: Readonly<Record<string, string>> = {
  LCP: "The largest part of the page was drawn after",
  INP: "The page drew its answer to an act only after",
  CLS: "Parts of the page moved while it was shown, by a score of",
  FCP: "Nothing was drawn for",
  TTFB: "The server's answer began after",
};
/** What people feel in their fingers or lose by a wrong click weighs more. */
const SCORES: Readonly<Record<string, number>> = { INP: 40, CLS: 30, LCP: 30, FCP: 22, TTFB: 18 };

/** A web vital that is rated poor: the last word of each on each page. */
export const poorVital: Detector = {
  kind: "poor-vital",
  find(evidence) {
    const last = new Map<string, NormalizedEvent>();
    let page = 0;
    for (const event of evidence.events) {
      if (event.kind === "navigation") page++;
      if (event.kind !== "vital" || event.data?.["frame"] !== undefined) continue;
      const name = textIn(event, "name");
      if (Object.hasOwn(POOR, name) && numberIn(event, "value") !== null)
        last.set(`${page} ${name}`, event);
    }
    return [...last.values()].filter(isPoor).map((event) => describe(event, evidence));
  },
};

function isPoor(event: NormalizedEvent): boolean {
  const rating = textIn(event, "rating");
  if (rating) return rating === "poor";
  return (numberIn(event, "value") ?? 0) > (POOR[textIn(event, "name")] ?? Infinity);
}

function describe(event: NormalizedEvent, { startedAt }: TabEvidence): Finding {
  const name = textIn(event, "name");
  const value = numberIn(event, "value") ?? 0;
  const text = name === "CLS" ? value.toFixed(2) : secondsText(value);
  const limit = POOR[name] ?? 0;
  const { selector, nodeId } = event;
  return finding({
    kind: "poor-vital",
    title: `${name} is poor: ${text}`,
    severity: name === "INP" ? "medium" : "low",
    score: (SCORES[name] ?? 0) + Math.min(10, Math.round(2 * (value / limit - 1))),
    ...(nodeId !== null && { target: { selector, nodeId, label: "" } }),
    evidence: [seenOf(event, startedAt).pointer],
    toOffsetMs: event.offsetMs,
    why: `${WORDS[name] ?? name} ${text} (${name}); above ${name === "CLS" ? limit : secondsText(limit)} is rated poor.`,
  });
}
