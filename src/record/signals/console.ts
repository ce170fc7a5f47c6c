import type { SignalPayload } from "../../format/signals/signals.ts";
import { lineOf } from "./console-text.ts";
import { cutText } from "./cut-text.ts";
import { hydrationIn } from "./hydration.ts";
import { createLimiter } from "./limiter.ts";
import { isError, LONGEST_STACK, readError } from "./page-errors.ts";
import { caller, ownValue } from "./page-values.ts";
import { createPreviews, makeRoom } from "./preview.ts";
import { foldRepeats } from "./repeats.ts";
import type { SignalContext, SignalSource } from "./signal-source.ts";
import { currentStack, siteOf } from "./stacks.ts";

type Call = SignalPayload<"waymark.console">;
type Level = Call["level"];

/** What is kept when a page says more than people read. What is wrong does not drown in the rest. */
const PROBLEMS = { burst: 100, perSecond: 20 };
const OTHERS = { burst: 200, perSecond: 50 };
/** Call sites of lines that are no problem, a second: a stack costs more than the line. */
const SITES_A_SECOND = 50;
const MOST_FRAMES = 20;
const MOST_ARGUMENTS = 20;
const DEEPEST_GROUP = 100;
const MOST_LABELS = 200;

const METHODS: readonly (readonly [name: string, level: Level])[] = [
  ...(["log", "info", "warn", "error", "debug", "trace", "assert", "dir", "table"] as const),
  ...(["group", "groupCollapsed", "groupEnd", "count", "countReset"] as const),
  ...(["time", "timeLog", "timeEnd", "clear"] as const),
].map((level): [string, Level] => [level, level]);

const HAS_SITE: ReadonlySet<Level> = new Set(["warn", "error", "trace", "assert"]);
const HAS_STACK: ReadonlySet<Level> = new Set(["error", "trace", "assert"]);
const FORMATS: ReadonlySet<Level> = new Set(
  (["log", "info", "warn", "error", "debug", "trace", "assert"] as Level[]).concat(
    "group",
    "groupCollapsed",
  ),
);

const timeNow = caller<number>("Performance", "now");
/** Firefox has an error of its own for it. */
const isOutOfStack = (error: unknown) =>
  error instanceof RangeError || (isError(error) && readError(error).name === "InternalError");

/** The calls of the page's console. The console itself gets each as it was made. */
export const watchConsole: SignalSource = {
  part: "console",
  watch(context) {
    const { global, mirror, watchCalls } = context;
    const held = ownValue(global, "console");
    if (held === null || held === "getter" || typeof held.value !== "object") return;
    const console = held.value as object | null;
    if (console === null) return;
    const preview = createPreviews(mirror);
    const tell = foldRepeats(context);
    const labels = watchLabels(context);
    const sites = sitesOf(context);
    const problems = createLimiter(context, "console", PROBLEMS);
    const others = createLimiter(context, "console", OTHERS);
    let depth = 0;
    /** What the page puts in the place of built-ins may call the console while we read. */
    let busy = false;

    /** Nothing is read of a call before the limiter lets it pass. */
    function see(level: Level, args: readonly unknown[]): void {
      if (busy || (level === "assert" && args[0])) return;
      if (level === "groupEnd") depth = Math.max(0, depth - 1);
      const at = depth;
      if (level === "group" || level === "groupCollapsed") depth++;
      const label = labels(level, args[0]);
      if (!(HAS_SITE.has(level) ? problems : others).take()) return;
      busy = true;
      try {
        tell(read(level, args, label, Math.min(at, DEEPEST_GROUP)));
      } catch (error) {
        // The page's own recursion went so deep that nothing more can be called: this line is lost.
        if (!isOutOfStack(error)) throw error;
      } finally {
        busy = false;
      }
    }

    function read(level: Level, args: readonly unknown[], label: string | null, at: number): Call {
      const room = makeRoom();
      const from = level === "assert" || label !== null ? 1 : 0;
      const values = args.slice(from, from + MOST_ARGUMENTS);
      const line = lineOf(values, FORMATS.has(level), (value) => preview(value, room));
      const message = label === null ? line.message : `${label} ${line.message}`.trimEnd();
      const thrown = HAS_SITE.has(level) ? values.find((value) => isError(value)) : undefined;
      const hydration = HAS_SITE.has(level) ? hydrationIn(message) : null;
      return {
        level,
        message,
        ...(line.args.length > 0 && { args: line.args }),
        ...(room.nodes.length > 0 && { nodes: room.nodes }),
        ...sites(level, thrown),
        ...(at > 0 && { depth: at }),
        ...(hydration && { hydration }),
      };
    }

    for (const [name, level] of [...METHODS, ["dirxml", "dir"] as const]) {
      watchCalls(console, name, "value", (_, args) => see(level, args));
    }
  },
};

/** Call site and stack of the call that is being made. */
function sitesOf({ primitives }: SignalContext) {
  let second = 0;
  let left = 0;

  function isAffordable(): boolean {
    const now = Math.floor(primitives.now() / 1_000);
    if (now !== second) left = SITES_A_SECOND;
    second = now;
    return left-- > 0;
  }

  return (level: Level, thrown: unknown): Pick<Call, "source" | "line" | "column" | "stack"> => {
    if (!HAS_SITE.has(level) && !isAffordable()) return {};
    const stack = currentStack(HAS_STACK.has(level) ? MOST_FRAMES : 1);
    const own = thrown ? readError(thrown as object).stack : undefined;
    const kept =
      own ?? (HAS_STACK.has(level) && stack !== "" ? cutText(stack, LONGEST_STACK) : null);
    return { ...siteOf(stack.split("\n", 1)[0]!), ...(kept && { stack: kept }) };
  };
}

/**
 * What `count` and `time` say beside their label, as a console does: how often, and for how long. Counted
 * from where the recording began, whatever of it is told.
 */
function watchLabels({ global: { performance } }: SignalContext) {
  const now = () => timeNow(performance) ?? 0;
  const counts = new Map<string, number>();
  const starts = new Map<string, number>();
  const keep = (map: Map<string, number>, label: string, value: number) => {
    if (map.has(label) || map.size < MOST_LABELS) map.set(label, value);
  };

  function duration(label: string): string {
    const start = starts.get(label);
    return start === undefined ? label : `${label}: ${(now() - start).toFixed(1)} ms`;
  }

  /** Null where the level has no label, or one that only the page's code could write. */
  return (level: Level, first: unknown): string | null => {
    if (!LABELLED.has(level)) return null;
    if (first !== undefined && typeof first !== "string" && typeof first !== "number") return null;
    const label = cutText(first === undefined ? "default" : `${first}`, LONGEST_LABEL);
    switch (level) {
      case "count":
        keep(counts, label, (counts.get(label) ?? 0) + 1);
        return `${label}: ${counts.get(label) ?? 1}`;
      case "countReset":
        counts.delete(label);
        return label;
      case "time":
        keep(starts, label, now());
        return label;
      case "timeEnd": {
        const text = duration(label);
        starts.delete(label);
        return text;
      }
      default:
        return duration(label);
    }
  };
}

const LONGEST_LABEL = 200;
const LABELLED: ReadonlySet<Level> = new Set(["count", "countReset", "time", "timeLog", "timeEnd"]);
