import type { NormalizedEvent } from "./event.ts";

/** One readable part of an event, by the name that people know it by. */
export interface EventField {
  field: "label" | "selector" | "url" | "request" | "message" | "data";
  text: string;
}

/** Names in `data` whose value is told apart, and what it is. */
const NAMED: Readonly<Record<string, EventField["field"]>> = {
  message: "message",
  text: "message",
  reason: "message",
  stack: "message",
  url: "request",
};
const MAX_DEPTH = 3;
const MAX_FIELDS = 60;

/** Everything in an event that a person could look for. The page's address comes last: all events of a page share it. */
export function fieldsOf(event: NormalizedEvent): EventField[] {
  const fields: EventField[] = [{ field: "label", text: event.label }];
  if (event.selector !== null) fields.push({ field: "selector", text: event.selector });
  collect(event.data, "data", fields, 0);
  if (event.url !== "") fields.push({ field: "url", text: event.url });
  return fields;
}

function collect(
  value: unknown,
  field: EventField["field"],
  into: EventField[],
  depth: number,
): void {
  if (into.length >= MAX_FIELDS || depth > MAX_DEPTH) return;
  if (typeof value === "string") {
    if (value !== "") into.push({ field, text: value });
  } else if (typeof value === "number") {
    into.push({ field, text: String(value) });
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      collect(inner, (Object.hasOwn(NAMED, name) && NAMED[name]) || field, into, depth + 1);
    }
  }
}
