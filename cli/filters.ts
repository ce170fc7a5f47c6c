import { KINDS } from "../src/analysis/event.ts";
import type { EventFilter } from "../src/ask/filter.ts";
import { UsageError } from "./command.ts";
import { offsetOf } from "./offsets.ts";

/** Which events are meant; the same for every verb that picks some. */
export const FILTER_ARGS = {
  kind: {
    type: "string",
    description: `Only these, by commas: ${KINDS.join(", ")}`,
    valueHint: "KINDS",
  },
  include: {
    type: "string",
    description: "Kinds beside what is shown without --kind, by commas; all for every kind",
    valueHint: "KINDS",
  },
  from: { type: "string", description: "From this time on: 83000ms, 83s, 01:23, 1:02:03" },
  to: { type: "string", description: "Up to this time" },
  contains: { type: "string", description: "Holds this text, in whatever case" },
  selector: { type: "string", description: "About an element that this selector means" },
  url: {
    type: "string",
    description: "On this page, or a request to it: an address, /path or part",
  },
  tab: { type: "string", description: "Only this tab" },
} as const;

export const AROUND_ARGS = {
  at: { type: "string", description: "Around this time" },
  before: { type: "string", description: "So long before it (10s)", valueHint: "TIME" },
  after: { type: "string", description: "So long after it (30s)", valueHint: "TIME" },
} as const;

type FilterArgs = Partial<Record<keyof typeof FILTER_ARGS, string | undefined>>;
type AroundArgs = Partial<Record<keyof typeof AROUND_ARGS, string | undefined>>;

export function filterOf(args: FilterArgs): EventFilter {
  return {
    kinds: kindsOf(args.kind, "--kind", KINDS),
    include: kindsOf(args.include, "--include", [...KINDS, "all"]),
    fromOffsetMs: offsetOf(args.from, "--from"),
    toOffsetMs: offsetOf(args.to, "--to"),
    contains: args.contains,
    selector: args.selector,
    url: args.url,
    tabId: args.tab,
  };
}

export function aroundOf(args: AroundArgs) {
  return {
    atMs: offsetOf(args.at, "--at"),
    beforeMs: offsetOf(args.before, "--before"),
    afterMs: offsetOf(args.after, "--after"),
  };
}

/** Throws UsageError for a kind that is none. */
function kindsOf(
  text: string | undefined,
  flag: string,
  allowed: readonly string[],
): string[] | undefined {
  const names = text?.split(",").map((name) => name.trim());
  const unknown = names?.find((name) => !allowed.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(`${flag} takes ${allowed.join(", ")}, not "${unknown}".`);
}
