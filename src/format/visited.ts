import { EventType, type RecordedEvent } from "./events.ts";

/**
 * The addresses that an event says were visited: by its tab, by a frame in it, by a tab that it
 * opened, or where the recorder was not allowed to follow.
 */
export function visitedUrls({ type, data }: RecordedEvent): string[] {
  if (type === EventType.Meta) return texts(data["href"]);
  if (type !== EventType.Custom) return [];
  const payload = (data["payload"] ?? {}) as Record<string, unknown>;
  switch (data["tag"]) {
    case "waymark.navigation":
    case "waymark.frame":
      return texts(payload["url"]);
    case "waymark.lifecycle":
      return texts(payload["origin"]);
    case "waymark.browser":
      return payload["what"] === "tab-opened" ? texts(payload["detail"]) : [];
    default:
      return [];
  }
}

const texts = (value: unknown): string[] => (typeof value === "string" ? [value] : []);

/** `https://shop.example:8443`; null for what is no web address. */
export function originOf(url: string): string | null {
  return /^https?:\/\/[^/?#@\s]+(?=[/?#]|$)/i.exec(url)?.[0].toLowerCase() ?? null;
}
