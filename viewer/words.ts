import type { FindingKind, SessionScore } from "../src/analysis/finding.ts";
import { plural } from "../src/format/count.ts";
import { bytesText } from "../src/format/size.ts";
import { formatOffset } from "../src/format/time.ts";
import type { Removal } from "../src/store/retention-log.ts";

export { countText, plural } from "../src/format/count.ts";
export { asJsonText, bytesText, onDiskText } from "../src/format/size.ts";

/** Names the frame with the replay for those who hear the page. */
export const REPLAYED_PAGE = "The page as it was recorded";

/** `3 sessions were removed by your retention rule on 28 Nov 2026, which freed 12 MB.` Null for none. */
export function removalText(removals: readonly Removal[]): string | null {
  if (removals.length === 0) return null;
  const sum = (of: "sessions" | "bytes") => removals.reduce((all, each) => all + each[of], 0);
  const day = (at: number) => new Date(at).toLocaleDateString("en", { dateStyle: "medium" });
  const days = removals.map(({ at }) => at).toSorted((a, b) => a - b);
  const [first, last] = [day(days[0] as number), day(days.at(-1) as number)];
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const were = sum("sessions") === 1 ? "was" : "were";
  return `${plural(sum("sessions"), "session")} ${were} removed by your retention rule ${when}, which freed ${bytesText(sum("bytes"))}.`;
}

/** `0:07.3`: for tooltips and the clock, where tenths matter. */
export function preciseOffset(offsetMs: number): string {
  const tenths = Math.floor((Math.max(0, offsetMs) % 1_000) / 100);
  return `${formatOffset(offsetMs)}.${tenths}`;
}

/** `45 s`, `3 min`, `2 h 5 min`: for sentences. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 1) return `${Math.round(ms)} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ""}`;
}

/** `from 0:12 to 0:40`, or `at 0:12 for 300 ms` where both ends fall into one second. */
export function stretchText(fromOffsetMs: number, toOffsetMs: number): string {
  const from = formatOffset(fromOffsetMs);
  const to = formatOffset(toOffsetMs);
  return from === to
    ? `at ${from} for ${spanText(toOffsetMs - fromOffsetMs)}`
    : `from ${from} to ${to}`;
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** `2 hours ago`, `yesterday`; older than a week as a date. */
export function agoText(at: number, now: number): string {
  const ms = now - at;
  if (ms > 7 * 86_400_000) {
    return new Date(at).toLocaleDateString("en", { dateStyle: "medium" });
  }
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (ms >= size) return relative.format(-Math.floor(ms / size), unit);
  }
  return "just now";
}

export function dateText(at: number): string {
  return new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" });
}

/** What each kind of finding is called. */
const FINDING_WORDS: Readonly<Record<FindingKind, string>> = {
  "rage-click": "Rage click",
  "dead-click": "Dead click",
  "error-click": "Click that failed",
  "slow-click": "Slow click",
  "repeated-click": "Tried again in vain",
  "failed-request": "Failed request",
  "slow-request": "Slow request",
  "console-error": "Console error",
  "js-error": "Uncaught error",
  "hydration-error": "Hydration error",
  "poor-vital": "Poor web vital",
  "mutation-burst": "Burst of changes",
  "idle-after-action": "Long wait",
  "refilled-input": "Field filled again",
  "form-abandon": "Form left unsent",
  "quick-back": "Quick way back",
  "route-churn": "Going in circles",
  "scroll-thrash": "Scrolling to and fro",
  "cursor-thrash": "Shaken pointer",
};

export function findingText(kind: FindingKind): string {
  return FINDING_WORDS[kind];
}

/** `Struggle score 23 of 100: click that failed 13, rage click 10.` */
export function scoreText({ value, parts }: SessionScore): string {
  const list = parts.map(({ kind, points }) => `${findingText(kind).toLowerCase()} ${points}`);
  return `Struggle score ${value} of 100${list.length > 0 ? `: ${list.join(", ")}` : ""}.`;
}
