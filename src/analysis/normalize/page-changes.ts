import { IncrementalSource as Source, MouseInteraction } from "../../format/events.ts";
import type { Kind, NormalizedEvent } from "../event.ts";
import { type Context, named, numberOf, type Place } from "./context.ts";

/** Focus and blur, which rrweb files under mouse interactions. */
export function pushFocus(
  context: Context,
  place: Place,
  data: Record<string, unknown>,
  out: NormalizedEvent[],
): void {
  const id = numberOf(data["id"]);
  const kind: Kind = data["type"] === MouseInteraction.Focus ? "focus" : "blur";
  if (id === null) {
    context.skipped++;
    return;
  }
  if (!context.wants(kind)) return;
  const node = context.mirror.get(id);
  const about = node ? context.describe(node) : null;
  out.push(
    context.event(place, {
      kind,
      category: "user",
      label: `${kind === "focus" ? "Focus on" : "Focus left"} ${named(about?.label ?? "", node)}`,
      nodeId: id,
      selector: about?.selector ?? null,
      masked: about?.masked ?? false,
    }),
  );
}

const CHANGES: Record<number, { kind: Kind; label: string }> = {
  [Source.Mutation]: { kind: "mutation", label: "The page changed" },
  [Source.StyleSheetRule]: { kind: "mutation", label: "Style rules changed" },
  [Source.StyleDeclaration]: { kind: "mutation", label: "A style rule changed" },
  [Source.AdoptedStyleSheet]: { kind: "mutation", label: "Style sheets changed" },
  [Source.CanvasMutation]: { kind: "mutation", label: "A canvas was drawn on" },
  [Source.Font]: { kind: "mutation", label: "A font was added" },
  [Source.CustomElement]: { kind: "mutation", label: "A custom element was defined" },
  [Source.MediaInteraction]: { kind: "media", label: "Media changed" },
  [Source.ViewportResize]: { kind: "viewport", label: "The window changed its size" },
  [Source.Selection]: { kind: "selection", label: "Text was selected" },
  [Source.Log]: { kind: "console", label: "Console output" },
};

const MEDIA = ["played", "paused", "was sought", "changed its volume", "changed its speed"];

/** What the page or its window did, without a person: mutations, styles, media, size, selection. */
export function pushPageChange(
  context: Context,
  place: Place,
  data: Record<string, unknown>,
  out: NormalizedEvent[],
): void {
  const change = CHANGES[place.rawSource ?? -1];
  if (!change) {
    context.skipped++;
    return;
  }
  const { kind } = change;
  if (!context.wants(kind)) return;
  const id = numberOf(data["id"]);
  let { label } = change;
  let details: Record<string, unknown> | undefined;
  if (place.rawSource === Source.Mutation) {
    details = {};
    for (const part of ["adds", "removes", "attributes", "texts"] as const) {
      details[part] = Array.isArray(data[part]) ? data[part].length : 0;
    }
  } else if (kind === "media") {
    const what = MEDIA[numberOf(data["type"]) ?? -1];
    if (what) label = `${context.mirror.get(id ?? -1)?.tag ?? "media"} ${what}`;
  }
  const saying: Parameters<Context["event"]>[1] = {
    kind,
    category: kind === "selection" ? "user" : "page",
    label,
    nodeId: id,
  };
  if (details) saying.data = details;
  out.push(context.event(place, saying));
}
