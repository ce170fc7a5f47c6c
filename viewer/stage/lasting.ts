import { EventType, IncrementalSource, type RecordedEvent } from "../../src/format/events.ts";

/**
 * What a replayed page holds beside its tree, as far as it must be put right when the page becomes
 * that of another moment: named by the events that made it, so that equal names mean equal states.
 */
export interface Lasting {
  /** Elements that were scrolled, or typed into, by their ids. */
  scrolled: Set<number>;
  typed: Set<number>;
  /** By the id of a sheet's element: what happened to its rules. */
  rules: Map<number, string>;
  /** By the id of an element: single style properties that were set. */
  styled: Map<number, string>;
  /** Constructed sheets and who adopted them; the hosts are named beside it. */
  sheets: string;
  adopters: Set<number>;
  /** What signals told of elements, by id and kind. */
  told: Map<string, { id: number; what: string }>;
  fonts: Set<string>;
}

export const nothingLasting = (): Lasting => ({
  scrolled: new Set(),
  typed: new Set(),
  rules: new Map(),
  styled: new Map(),
  sheets: "",
  adopters: new Set(),
  told: new Map(),
  fonts: new Set(),
});

/** What a page came to by playing, which no scene says: an hour of it would be as long as the recording. */
const PLAYED = "played";

/**
 * Adds what `event` makes: one of a scene's, which say it all, or one that was played from there on.
 */
export function noteLasting(into: Lasting, { type, data }: RecordedEvent, isPlayed: boolean): void {
  const longer = (name: string | undefined, by: object) =>
    isPlayed ? PLAYED : (name ?? "") + nameOf(by);
  if (type === EventType.FullSnapshot) {
    const { fonts } = into;
    Object.assign(into, nothingLasting(), { fonts });
    return;
  }
  if (type === EventType.Custom) return noteSignal(into, data);
  if (type !== EventType.IncrementalSnapshot) return;
  const { id } = data as { id: number };
  switch (data["source"]) {
    case IncrementalSource.Scroll:
      into.scrolled.add(id);
      return;
    case IncrementalSource.Input:
      into.typed.add(id);
      return;
    case IncrementalSource.StyleSheetRule:
    case IncrementalSource.StyleDeclaration:
      if (data["styleId"]) into.sheets = longer(into.sheets, data);
      else into.rules.set(id, longer(into.rules.get(id), data));
      return;
    case IncrementalSource.AdoptedStyleSheet:
      into.sheets = longer(into.sheets, data);
      into.adopters.add(id);
      return;
    case IncrementalSource.Font:
      into.fonts.add(nameOf(data));
      return;
    case IncrementalSource.Mutation:
      for (const change of changesIn(data["attributes"])) {
        const { style } = (change["attributes"] ?? {}) as { style?: unknown };
        if (typeof style === "object" && style !== null) {
          into.styled.set(change.id, longer(into.styled.get(change.id), style));
        } else if (style !== undefined) into.styled.delete(change.id);
      }
  }
}

/** The items of a mutation's list that name a node: what is played may come from a file or another tool. */
export function changesIn(list: unknown): ({ id: number } & Record<string, unknown>)[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item) => typeof (item as { id?: unknown } | null)?.id === "number");
}

/** Two events of equal names do the same. */
export const nameOf = (data: object): string => JSON.stringify(data);

function noteSignal(into: Lasting, data: RecordedEvent["data"]): void {
  const { tag, payload } = data as { tag?: unknown; payload?: Record<string, unknown> };
  if (tag !== "waymark.canvas" && tag !== "waymark.state") return;
  const id = payload?.["id"];
  if (typeof id !== "number") return;
  into.told.set(`${tag} ${id} ${String(payload?.["what"] ?? "")}`, { id, what: nameOf(data) });
}
