import { EventType, IncrementalSource, type RecordedEvent } from "../../format/events.ts";
import type { RawKind } from "./api.ts";

const SOURCES: Readonly<Record<number, RawKind>> = {
  [IncrementalSource.Mutation]: "change",
  [IncrementalSource.MouseMove]: "pointer",
  [IncrementalSource.TouchMove]: "pointer",
  [IncrementalSource.Drag]: "pointer",
  [IncrementalSource.MouseInteraction]: "act",
  [IncrementalSource.Scroll]: "scroll",
  [IncrementalSource.Input]: "input",
  [IncrementalSource.MediaInteraction]: "media",
  [IncrementalSource.StyleSheetRule]: "style",
  [IncrementalSource.StyleDeclaration]: "style",
  [IncrementalSource.AdoptedStyleSheet]: "style",
  [IncrementalSource.Font]: "style",
  [IncrementalSource.Selection]: "selection",
  [IncrementalSource.CanvasMutation]: "picture",
};

const SIGNALS: Readonly<Record<string, RawKind>> = {
  "waymark.error": "error",
  "waymark.console": "console",
  "waymark.form": "act",
  "waymark.click": "act",
  "waymark.key": "act",
  "waymark.track": "told",
  "waymark.identify": "told",
  "waymark.network": "request",
  "waymark.navigation": "address",
  "waymark.frame": "address",
  "waymark.browser": "browser",
  "waymark.circumstances": "browser",
  "waymark.lifecycle": "browser",
  "waymark.canvas": "picture",
};

export function rawKindOf({ type, data }: RecordedEvent): RawKind {
  if (type === EventType.FullSnapshot) return "snapshot";
  if (type === EventType.Meta) return "address";
  if (typeof data !== "object" || data === null) return "other";
  if (type === EventType.IncrementalSnapshot) return SOURCES[data["source"] as number] ?? "other";
  return type === EventType.Custom ? (SIGNALS[String(data["tag"])] ?? "other") : "other";
}
