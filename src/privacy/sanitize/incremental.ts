import { IncrementalSource } from "../../format/events.ts";
import { hit } from "../hits.ts";
import { isTyped } from "./attributes.ts";
import { type Context, countNode } from "./context.ts";
import { mayShow, maskedControl } from "./controls.ts";
import { refreshMarks } from "./live-marks.ts";
import { MASK } from "./masks.ts";
import { type MutationData, sanitizeMutation } from "./mutation.ts";
import { isSecretTag } from "./snapshot.ts";
import { blockedBy, IS, inherited, UNKNOWN_PARENT } from "./node-map.ts";
import {
  sanitizeAdopted,
  sanitizeDeclaration,
  sanitizeFont,
  sanitizeSheetRules,
} from "./sheets.ts";

type Data = Record<string, unknown>;

/** Sanitizes the data of an incremental event in place; false when the event is not recorded. */
export function sanitizeIncremental(data: Data, context: Context): boolean {
  switch (data["source"]) {
    case IncrementalSource.Mutation:
      return sanitizeMutation(data as unknown as MutationData, context);
    case IncrementalSource.MouseMove:
    case IncrementalSource.TouchMove:
    case IncrementalSource.Drag:
      for (const position of data["positions"] as { id: number }[])
        position.id = visibleId(position.id, context);
      return true;
    case IncrementalSource.MouseInteraction:
      data["id"] = visibleId(data["id"] as number, context);
      return true;
    case IncrementalSource.Input:
      return sanitizeInput(data, context);
    case IncrementalSource.Scroll:
      return sanitizeScroll(data, context);
    case IncrementalSource.MediaInteraction:
      return !isHidden(data["id"] as number, context);
    case IncrementalSource.StyleSheetRule:
      if (isHidden(data["id"] as number, context)) return false;
      sanitizeSheetRules(data, context);
      countHolder(data, context);
      return true;
    case IncrementalSource.StyleDeclaration:
      if (isHidden(data["id"] as number, context)) return false;
      sanitizeDeclaration(data, context);
      countHolder(data, context);
      return true;
    case IncrementalSource.AdoptedStyleSheet:
      sanitizeAdopted(data, context);
      countHolder(data, context);
      return !isHidden(data["id"] as number, context);
    case IncrementalSource.Font:
      sanitizeFont(data, context);
      return true;
    case IncrementalSource.Selection:
      data["ranges"] = (data["ranges"] as { start: number; end: number }[]).filter(
        ({ start, end }) => isPlain(start, context) && isPlain(end, context),
      );
      return true;
    case IncrementalSource.CustomElement:
      return !isSecretTag((data["define"] as { name?: string } | undefined)?.name ?? "");
    case IncrementalSource.ViewportResize:
      return true;
    default:
      // Canvas pixels and console lines by plugin cannot be judged here.
      hit(
        context.hits,
        data["source"] === IncrementalSource.CanvasMutation ? "canvas" : "unknown-event",
      );
      return false;
  }
}

/** Scripts write the same rules again and again; the element or document that has them counts. */
function countHolder(data: Data, context: Context): void {
  if (typeof data["id"] === "number") countNode(data["id"], context);
}

function sanitizeInput(data: Data, context: Context): boolean {
  const state = context.map.get(data["id"] as number);
  refreshMarks(state, context);
  const bits = inherited(state ?? UNKNOWN_PARENT);
  if ((bits & IS.block) !== 0) return false;
  if ((bits & IS.ignore) !== 0) {
    hit(context.hits, "ignore");
    return false;
  }
  const text = maskedControl(state ?? UNKNOWN_PARENT, bits, String(data["text"] ?? ""), context);
  data["text"] = text;
  if (state === undefined) return true;
  // One event for each key would tell the length that the mask hides.
  const last = `${text}|${String(data["isChecked"])}`;
  if (last === state.lastInput && text === MASK) {
    context.hits = {};
    return false;
  }
  state.lastInput = last;
  return true;
}

function sanitizeScroll(data: Data, context: Context): boolean {
  const state = context.map.get(data["id"] as number);
  if (state === undefined) return true;
  return !isTyped(state) && blockedBy(state) === null;
}

/** The node itself, or the blocked element that hides it. */
function visibleId(id: number, context: Context): number {
  const state = context.map.get(id);
  return (state && blockedBy(state)?.id) ?? id;
}

function isHidden(id: number | undefined, context: Context): boolean {
  const state = id === undefined ? undefined : context.map.get(id);
  return state !== undefined && blockedBy(state) !== null;
}

/** False where a selection's offsets would count the characters of masked text. */
function isPlain(id: number, context: Context): boolean {
  const state = context.map.get(id) ?? UNKNOWN_PARENT;
  const bits = inherited(state);
  if ((bits & IS.block) !== 0) return false;
  return (bits & (IS.mask | IS.editable | IS.value)) === 0 || mayShow(state, bits, context);
}
