import type { NormalizedEvent } from "../../event.ts";
import { seenOf, textIn } from "./timeline.ts";
import { MOST_TURNS } from "./turns.ts";
import type { ErrorEvent, Problem } from "./types.ts";

/** As much of a message names an error; Sentiero groups by the same. */
const MAX_KEY = 200;

/** Errors that nobody caught, in order of time. */
export function errorsOf(events: readonly NormalizedEvent[], startedAt: number): ErrorEvent[] {
  return events
    .filter((event) => event.kind === "error")
    .map((event) => {
      const message = messageOf(event);
      return { ...seenOf(event, startedAt), key: keyOf(message), message };
    });
}

/** Errors and console errors, the same one folded into one with a count. */
export function problemsOf(events: readonly NormalizedEvent[], startedAt: number): Problem[] {
  const byKey = new Map<string, Problem>();
  for (const event of events) {
    const { kind } = event;
    if (kind !== "error" && (kind !== "console" || event.category !== "problem")) continue;
    const message = messageOf(event);
    const key = keyOf(message);
    // What is thrown and then logged is one error.
    const known = byKey.get(key);
    const problem = known ?? { kind, message, count: 0, seen: [], url: event.url };
    if (!known) byKey.set(key, problem);
    if (kind === "error") problem.kind = kind;
    const repeats = event.data?.["repeats"];
    problem.count += 1 + (kind === "console" && typeof repeats === "number" ? repeats : 0);
    if (problem.seen.length < MOST_TURNS) problem.seen.push(seenOf(event, startedAt));
  }
  return [...byKey.values()];
}

/** What was thrown, without the words that say how it came up. */
function messageOf(event: NormalizedEvent): string {
  const name = textIn(event, "name");
  const told = textIn(event, "message") || event.label;
  const message = told.replace(
    /^(?:Uncaught\s+(?:\(in promise\)\s*)?|Unhandled rejection:\s*)+/i,
    "",
  );
  return name && !message.startsWith(name) ? `${name}: ${message}` : message;
}

/** The same for errors that differ in numbers only. */
export function keyOf(message: string): string {
  const [line = ""] = message.split("\n", 1);
  return line.trim().replace(/\d+/g, "#").slice(0, MAX_KEY);
}
