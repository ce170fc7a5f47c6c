import { EDITOR, MARK } from "../marks.ts";

/** What a node is, as bits; the first four are the marks. */
export const IS = {
  ...MARK,
  /** Users write into it: contenteditable, role=textbox (rule P3). */
  editable: EDITOR,
  /** On the never-list (rule P2); by no setting unmasked. */
  never: 32,
  /** Its text is CSS. */
  style: 64,
  /** Its text is never kept: script, noscript. */
  silent: 128,
  /** Its text is a form control's value: option, textarea. */
  value: 256,
  /** Nothing is known about it; treated as secret. */
  unknown: 512,
} as const;

/** What gates know about a node of the page, by its recorded id. */
export interface NodeState {
  id: number;
  /** Lower-case tag; "" for what is not an element. */
  tag: string;
  /** Lower-case `type` of an input, `name` of a meta element. */
  kind: string;
  role: string;
  parent: NodeState | null;
  own: number;
  /** The bits that each attribute set, so that they go when it changes; null when none did. */
  sources: Map<string, number> | null;
  /** Last recorded value, to tell a repeated Input event. */
  lastInput: string;
}

function newState(id: number, parent: NodeState | null, tag: string, own: number): NodeState {
  return { id, tag, kind: "", role: "", parent, own, sources: null, lastInput: "\0" };
}

/** What stands around a whole stream: the iframe that a frame's document is in. Changed as that changes. */
export function outermost(): NodeState {
  return newState(-1, null, "", 0);
}

/** The parent of what left the page. What it once inherited is gone with it, so it fails closed. */
const DETACHED = newState(-1, null, "", IS.unknown | IS.mask);

/** The parent of a node whose own parent the gate never saw: fails closed. */
export const UNKNOWN_PARENT: NodeState = newState(-2, null, "", IS.unknown | IS.mask);

/**
 * Deeper than any page that a person uses; the parser stops at 512. A forged tree of a hundred thousand
 * levels, walked for each of as many changes, would hold up everything else.
 */
const DEEPEST = 5_000;

/** Detached nodes are forgotten when the map has doubled since the last time. */
const SWEEP_FROM = 20_000;

/** Node states of one document stream, frames and shadow roots included. */
export class NodeMap {
  private states = new Map<number, NodeState>();
  private sweepAt = SWEEP_FROM;
  /** Controls that were ever on the never-list, by id and by name: retyping or replacing them changes nothing. */
  private secretIds = new Set<number>();
  private secretNames = new Set<string>();

  /** Elements that were ever written in, by id: what was written in them stands there after that, and moves. */
  private editedIds = new Set<number>();
  /** Documents of the stream, those of frames too, by id. */
  readonly documents = new Set<number>();

  get(id: number): NodeState | undefined {
    return this.states.get(id);
  }

  /** A full snapshot says again what every node is; what was secret stays so. */
  restart(): void {
    this.states.clear();
    this.documents.clear();
    this.sweepAt = SWEEP_FROM;
  }

  /** Registers a node, or places a known one anew: moves keep their id, and a child may hold the object. */
  add(id: number, parent: NodeState | null, tag: string): NodeState {
    const sticky = this.secretIds.has(id) ? IS.never : 0;
    // A prefix changes nothing in XHTML: `<h:textarea>` is a text area.
    const localName = tag.slice(tag.indexOf(":") + 1);
    let state = this.states.get(id);
    if (state === undefined) {
      state = newState(id, parent, localName, sticky);
      this.states.set(id, state);
    } else {
      // A node under itself is a forgery, and would be walked for ever.
      state.parent = isUnder(parent, state) ? UNKNOWN_PARENT : parent;
      state.tag = localName;
      state.kind = "";
      state.role = "";
      state.own = sticky;
      state.sources = null;
    }
    return state;
  }

  /** Forgets a node some time later: a move removes and adds the same id. */
  remove(id: number): void {
    const state = this.states.get(id);
    if (state) state.parent = DETACHED;
    if (this.states.size > this.sweepAt) this.sweep();
  }

  private sweep(): void {
    /** What was judged so far: whether a node hangs on the page. */
    const attached = new Map<NodeState, boolean>([[DETACHED, false]]);
    for (const [id, state] of this.states) {
      if (!isAttached(state, attached)) this.states.delete(id);
    }
    this.sweepAt = Math.max(SWEEP_FROM, this.states.size * 2);
  }

  rememberSecret(id: number, names: readonly string[]): void {
    this.secretIds.add(id);
    for (const name of names) this.secretNames.add(name);
  }

  rememberEdited(id: number): void {
    this.editedIds.add(id);
  }

  wasEdited(id: number): boolean {
    return this.editedIds.has(id);
  }

  isSecretName(name: string): boolean {
    return this.secretNames.size > 0 && this.secretNames.has(name);
  }
}

/** Looks no higher than to the next node that was judged, and judges all on the way. */
function isAttached(state: NodeState, judged: Map<NodeState, boolean>): boolean {
  const way: NodeState[] = [];
  let up: NodeState | null = state;
  for (; up !== null && !judged.has(up); up = up.parent) way.push(up);
  const verdict = up === null || judged.get(up) === true;
  for (const node of way) judged.set(node, verdict);
  return verdict;
}

/** Also true where it cannot be told: too far down. */
function isUnder(node: NodeState | null, ancestor: NodeState): boolean {
  let levels = 0;
  for (let up = node; up !== null; up = up.parent) {
    if (up === ancestor || ++levels > DEEPEST) return true;
  }
  return false;
}

/**
 * What holds for the content of `state`, its ancestors counted in: the nearest of mask and unmask
 * wins. Too far down it is masked.
 */
export function inherited(state: NodeState | null): number {
  let bits = 0;
  let levels = 0;
  for (let up = state; up !== null; up = up.parent) {
    if (++levels > DEEPEST) return combine(UNKNOWN_PARENT.own, bits);
    if (up.own !== 0) bits = combine(up.own, bits);
  }
  return bits;
}

/** `outer` as seen by a descendant that has `inner` between. */
export function combine(outer: number, inner: number): number {
  let passed = outer;
  if ((inner & IS.mask) !== 0) passed &= ~IS.unmask;
  if ((inner & IS.unmask) !== 0 && (inner & IS.mask) === 0) passed &= ~(IS.mask | IS.editable);
  // Style and value describe an element's own text nodes and what is in them.
  return passed | inner;
}

/** The outermost editor that `state` stands in, or is; null outside of any. */
export function editorOf(state: NodeState): NodeState | null {
  let found: NodeState | null = null;
  let levels = 0;
  for (let up: NodeState | null = state; up !== null && ++levels <= DEEPEST; up = up.parent) {
    if ((up.own & IS.editable) !== 0) found = up;
  }
  return found;
}

/** The outermost blocked ancestor, or null. Too far down, what stands there counts as blocked. */
export function blockedBy(state: NodeState | null): NodeState | null {
  let found: NodeState | null = null;
  let levels = 0;
  for (let up = state; up !== null; up = up.parent) {
    if (++levels > DEEPEST) return state;
    if ((up.own & IS.block) !== 0) found = up;
  }
  return found;
}
