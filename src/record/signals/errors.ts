import type { SignalPayload } from "../../format/signals.ts";
import type { SignalSource } from "./signal-source.ts";

const MAX_TEXT = 8_000;

/** Uncaught errors and unhandled rejections, those before the recorder included. */
export const watchErrors: SignalSource = ({ global, primitives, earlyErrors, say }) => {
  const onEvent = (event: Event, at?: number) => {
    const payload = read(event);
    if (payload) say("waymark.error", payload, at);
  };
  for (const early of earlyErrors) onEvent(early.event, early.at);
  const ends = ["error", "unhandledrejection"].map((type) =>
    primitives.listen(global, type, (event) => onEvent(event)),
  );
  return () => ends.forEach((end) => end());
};

function read(event: Event): SignalPayload<"waymark.error"> | null {
  if (event.type === "unhandledrejection") {
    return { what: "rejection", ...describe((event as PromiseRejectionEvent).reason) };
  }
  // A resource that failed to load fires a plain Event here; it has no message.
  const { message, error, filename, lineno, colno } = event as ErrorEvent;
  if (typeof message !== "string") return null;
  return {
    what: "error",
    ...describe(error ?? message),
    message: clip(message),
    source: clip(filename),
    line: lineno,
    column: colno,
  };
}

/** Getters of a page's own error objects may throw: then its type is all that is said. */
function describe(reason: unknown): { message: string; name?: string; stack?: string } {
  try {
    if (reason instanceof Error || (typeof reason === "object" && reason && "message" in reason)) {
      const { name, message, stack } = reason as Error;
      return {
        message: clip(String(message)),
        ...(typeof name === "string" && { name: clip(name) }),
        ...(typeof stack === "string" && { stack: clip(stack) }),
      };
    }
    return { message: clip(String(reason)) };
  } catch {
    return { message: `a thrown ${typeof reason} that cannot be read` };
  }
}

const clip = (text: string) => text.slice(0, MAX_TEXT);
