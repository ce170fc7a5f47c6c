import type { NormalizedEvent } from "../event.ts";
import { shorten } from "../../dom/label.ts";
import { type Context, type Place, textOf } from "./context.ts";

const MAX_PARTS = 10;

/** Reads an event of rrweb's console plugin (type 6, `rrweb/console@1`). */
export function pushConsolePlugin(
  context: Context,
  place: Place,
  data: Record<string, unknown>,
  out: NormalizedEvent[],
): void {
  const payload = data["payload"];
  if (typeof payload !== "object" || payload === null) {
    context.skipped++;
    return;
  }
  const { level, payload: parts, trace } = payload as Record<string, unknown>;
  const text = Array.isArray(parts) ? parts.slice(0, MAX_PARTS).map(unquote).join(" ") : "";
  // The plugin reports uncaught errors and rejections as console errors with this prefix.
  const uncaught = level === "error" && /^Uncaught\b/.test(text);
  const kind = uncaught ? "error" : "console";
  if (!context.wants(kind)) return;
  const name = textOf(level, 20) || "log";
  const isProblem = name === "error" || name === "assert";
  const details: Record<string, unknown> = { level: name, message: shorten(text, 500) };
  if (Array.isArray(trace) && typeof trace[0] === "string") details["source"] = textOf(trace[0]);
  out.push(
    context.event(place, {
      kind,
      category: uncaught || isProblem ? "problem" : "page",
      label: shorten(uncaught ? text : `console.${name}: ${text}`, 200),
      data: details,
    }),
  );
}

/** The plugin writes each argument as JSON text. */
function unquote(part: unknown): string {
  if (typeof part !== "string") return String(part);
  if (!part.startsWith('"')) return part;
  try {
    return String(JSON.parse(part));
  } catch {
    // Cut off by the plugin's length limit: the raw text is still the best there is.
    return part;
  }
}
