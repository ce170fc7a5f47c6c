import { shorten } from "../../dom/label.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import type { NormalizedEvent } from "../event.ts";
import type { Context, Place } from "./context.ts";

type ConsoleCall = SignalPayload<"waymark.console">;
type PageError = SignalPayload<"waymark.error">;

const LONGEST_LABEL = 200;
const PROBLEMS: ReadonlySet<ConsoleCall["level"]> = new Set(["error", "assert"]);

export function readConsole(context: Context, place: Place, call: ConsoleCall): NormalizedEvent {
  const [nodeId = null] = call.nodes ?? [];
  return context.event(place, {
    kind: "console",
    category: PROBLEMS.has(call.level) ? "problem" : "page",
    label: shorten(consoleLabel(call), LONGEST_LABEL),
    nodeId,
    ...selectorOf(context, nodeId),
    data: { ...call },
  });
}

function consoleLabel({ level, message, repeats }: ConsoleCall): string {
  const again = repeats === undefined ? "" : ` (${repeats} more)`;
  const text = level === "assert" ? `Assertion failed: ${message}`.replace(/: $/, "") : message;
  return text === "" ? `console.${level}${again}` : `console.${level}${again}: ${text}`;
}

export function readError(context: Context, place: Place, error: PageError): NormalizedEvent {
  const { id = null } = error;
  return context.event(place, {
    kind: "error",
    category: "problem",
    label: shorten(errorLabel(error), LONGEST_LABEL),
    nodeId: id,
    ...selectorOf(context, id),
    data: { ...error },
  });
}

function errorLabel({ what, name, message, tag, url, directive, reportOnly }: PageError): string {
  switch (what) {
    case "resource":
      return `Could not load <${tag ?? "?"}> ${url ?? ""}`.trimEnd();
    case "csp": {
      const told = reportOnly ? "Would be blocked" : "Blocked";
      const blocked = url ? `${directive ?? ""} ${url}`.trimStart() : (directive ?? "");
      return `${told} by the page's content security policy: ${blocked}`;
    }
    default: {
      // The text of an uncaught error begins with its name already.
      const told = name && !message.includes(name) ? `${name}: ${message}` : message;
      return what === "rejection" ? `Unhandled rejection: ${told}` : told;
    }
  }
}

function selectorOf(context: Context, id: number | null): { selector?: string | null } {
  const node = id === null ? undefined : context.mirror.get(id);
  return node ? { selector: context.describe(node).selector } : {};
}
