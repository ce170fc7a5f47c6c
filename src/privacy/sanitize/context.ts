import { addHits, type Hits, hit } from "../hits.ts";
import type { OptionalPart } from "../left-out.ts";
import type { RequestRules } from "../request-rules.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { NodeCounts } from "./node-counts.ts";
import { editorOf, type NodeMap } from "./node-map.ts";

/** What only the page can tell. Gate 1 has it, gate 2 does not. */
export interface Live {
  /** Marks that the policy's selectors put on an element, found by its recorded id. */
  marks(id: number): number;
  /** Marks on the element around a text, ancestors and shadow hosts included. */
  marksAround(id: number): number;
  /** True where some selector asks what is around an element. */
  readonly areContextual: boolean;
  /** True when a whole document is being edited (`designMode`). */
  isEdited(documentId: number): boolean;
  /** Rendered size in CSS pixels of an element whose picture is dropped. */
  size(id: number): { width: number; height: number } | null;
}

/** One sanitizer's state and settings, handed to the functions of this folder. */
export interface Context {
  readonly map: NodeMap;
  readonly redactor: Redactor;
  /** What acted on the node or event that is being judged; `countNode` and `countEvent` clear it. */
  hits: Hits;
  /** What is told of all that was judged. */
  total: Hits;
  readonly counts: NodeCounts;
  readonly strict: boolean;
  readonly open: boolean;
  readonly live: Live | null;
  /** Whether canvas pixels of the document may pass, by a site rule. */
  canvas: boolean;
  /** What of requests may pass, by a site rule. */
  readonly requests: RequestRules;
  /** What is not captured beside the picture. */
  readonly leftOut: readonly OptionalPart[];
  /** The document is a frame that stands where content is masked. */
  isHidden: boolean;
  /** Attribute values that the patterns passed before: pages repeat their classes thousands of times. */
  readonly clean: Set<string>;
}

/**
 * Counts what acted on a node: once a rule, however often the node is told. An editor counts as one,
 * whose texts come and go with each key.
 */
export function countNode(id: number, context: Context): void {
  let isAny = false;
  for (const rule of Object.keys(context.hits)) {
    isAny = true;
    const state = rule === "editable" ? context.map.get(id) : undefined;
    const counted = (state && editorOf(state)?.id) ?? id;
    if (context.counts.isOneMore(counted, rule)) hit(context.total, rule);
  }
  if (isAny) context.hits = {};
}

/** Counts what acted on an event that happens once and is told once. */
export function countEvent(context: Context): void {
  addHits(context.total, context.hits);
  context.hits = {};
}

const LONGEST_REMEMBERED = 200;

/** Runs the patterns unless this very text passed them before. */
export function redactCached(text: string, context: Context): string {
  if (text.length < 6 || context.clean.has(text)) return text;
  const out = context.redactor.text(text, context.hits);
  if (out === text && text.length <= LONGEST_REMEMBERED) {
    if (context.clean.size >= 20_000) context.clean.clear();
    context.clean.add(text);
  }
  return out;
}
