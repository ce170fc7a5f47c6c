import { Styles } from "../dom/css/styles.ts";
import { shorten, visibleText } from "../dom/label.ts";
import type { DomMirror } from "../dom/mirror.ts";
import { attribute, isElement, type MirrorNode, walk } from "../dom/node.ts";
import { isSeen } from "../dom/seen.ts";
import { selectorOf } from "../dom/selector.ts";
import { EventType, IncrementalSource, NodeType, type RecordedEvent } from "../format/events.ts";
import type { Pointer } from "../format/pointer.ts";

/** A stretch in which a text could be read on the page. */
export interface TextSpan extends Pointer {
  /** Null where it still stood at the end of the recording. */
  toOffsetMs: number | null;
  /** The event that took it away. */
  until: Pointer | null;
  selector: string | null;
  /** The text around it. */
  text: string;
}

/** Texts that are watched at once: a page full of a common word must not make each step slow. */
const MOST_WATCHED = 500;
const MOST_LEVELS = 3;
const TEXT_CHARS = 400;

/**
 * Watches one tab for a text: in text nodes, also one that runs on over a few elements, and in what
 * images, buttons and empty fields show. Text that was masked is not there to be found.
 */
export function createTextWatch(
  wanted: string,
  mirror: DomMirror,
  pointerTo: (event: RecordedEvent) => Pointer,
  onSpan: (span: TextSpan) => void,
) {
  const needle = flat(wanted);
  const firstWord = needle.split(" ")[0] ?? needle;
  const styles = new Styles(mirror);
  /** Elements that hold the text, and since when it is seen; null while it is hidden. */
  const holders = new Map<MirrorNode, Omit<TextSpan, "toOffsetMs" | "until"> | null>();
  let left = 0;
  let epoch = mirror.epoch;

  function look(node: MirrorNode): void {
    const holder = holderOf(node);
    if (!holder || holders.has(holder)) return;
    if (holders.size < MOST_WATCHED) holders.set(holder, null);
    else left++;
  }

  function holderOf(node: MirrorNode): MirrorNode | null {
    if (isElement(node))
      return shownBy(node).some((text) => flat(text).includes(needle)) ? node : null;
    if (node.type !== NodeType.Text) return null;
    const text = flat(node.text);
    if (text.includes(needle)) return node.parent;
    if (!text.includes(firstWord) && !needle.includes(text)) return null;
    if (text === "") return null;
    let at = node.parent;
    for (let level = 0; at && level < MOST_LEVELS; level++, at = at.parent) {
      if (flat(textBelow(at, TEXT_CHARS)).includes(needle)) return at;
    }
    return null;
  }

  function holds(node: MirrorNode): boolean {
    if (mirror.get(node.id) !== node) return false;
    if (flat(textBelow(node, 4 * TEXT_CHARS)).includes(needle)) return true;
    return shownBy(node).some((text) => flat(text).includes(needle));
  }

  function end(node: MirrorNode, event: RecordedEvent | null): void {
    const since = holders.get(node);
    if (!since) return;
    const until = event && pointerTo(event);
    onSpan({ ...since, toOffsetMs: until?.offsetMs ?? null, until });
  }

  function update(event: RecordedEvent): void {
    for (const [node, since] of holders) {
      if (!holds(node)) {
        end(node, event);
        holders.delete(node);
        continue;
      }
      const seen = isSeen(node, styles);
      if (seen && !since) {
        const text = shorten(visibleText(node, TEXT_CHARS) || shownBy(node).join(" "), 200);
        holders.set(node, { ...pointerTo(event), selector: selectorOf(node), text });
      } else if (!seen && since) {
        end(node, event);
        holders.set(node, null);
      }
    }
  }

  function restart(event: RecordedEvent): void {
    for (const node of holders.keys()) end(node, event);
    holders.clear();
    epoch = mirror.epoch;
    if (mirror.root) walk(mirror.root, look);
  }

  function changed({ adds, texts, attributes }: Record<string, unknown>): void {
    for (const add of listOf(adds)) {
      const node = mirror.get((add["node"] as { id?: number } | undefined)?.id ?? -1);
      if (node) walk(node, look);
    }
    for (const item of [...listOf(texts), ...listOf(attributes)]) {
      const node = mirror.get(typeof item["id"] === "number" ? item["id"] : -1);
      if (node) look(node);
    }
  }

  return {
    /** Call after each raw event was applied. */
    push(event: RecordedEvent): void {
      if (mirror.epoch !== epoch) restart(event);
      else if (event.type !== EventType.IncrementalSnapshot) return;
      else if (!CHANGES.has(event.data["source"])) return;
      else if (event.data["source"] === IncrementalSource.Mutation) changed(event.data);
      if (holders.size > 0) update(event);
    },
    /** The recording ends: what is still there has no end. */
    finish(): void {
      for (const node of holders.keys()) end(node, null);
      holders.clear();
    },
    /** Places beyond those that are watched at once. */
    get left() {
      return left;
    },
  };
}

const CHANGES: ReadonlySet<unknown> = new Set([
  IncrementalSource.Mutation,
  IncrementalSource.Input,
  IncrementalSource.StyleSheetRule,
  IncrementalSource.StyleDeclaration,
  IncrementalSource.AdoptedStyleSheet,
]);

/** The text below an element, hidden parts included: whether it is seen is asked of the element. */
function textBelow(top: MirrorNode, limit: number): string {
  let text = "";
  walk(top, (node) => {
    if (node.type === NodeType.Text) text += ` ${node.text}`;
    return text.length < limit && !UNREAD_TAGS.has(node.tag);
  });
  return text.slice(0, limit);
}

const UNREAD_TAGS = new Set(["script", "style", "noscript", "template"]);

/** What an element shows beside its text. */
function shownBy(node: MirrorNode): string[] {
  const texts = [attribute(node, "alt")];
  if (node.tag === "input" || node.tag === "textarea") {
    const isButton = /^(?:button|submit|reset)$/i.test(attribute(node, "type") ?? "");
    const value = node.value ?? attribute(node, "value") ?? "";
    texts.push(value, isButton || value !== "" ? null : attribute(node, "placeholder"));
  }
  return texts.filter((text) => text !== null && text !== "") as string[];
}

const flat = (text: string) => text.replace(/\s+/g, " ").trim().toLowerCase();

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === "object" && item !== null)
    : [];
}
