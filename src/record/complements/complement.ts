import type { RecordedEvent } from "../../format/events.ts";
import type { SignalPayload, SignalTag } from "../../format/signals/signals.ts";
import type { Primitives } from "../primitives.ts";

/** rrweb's `record.mirror`, as far as it is needed here. */
export interface PageMirror {
  /** -1 for what is not recorded. */
  getId(node: Node): number;
  getNode(id: number): Node | null;
}

/** What a complement of rrweb's recorder gets. */
export interface ComplementContext {
  global: Window & typeof globalThis;
  primitives: Primitives;
  mirror: PageMirror;
  /** Records one more incremental event, now, through gate 1. */
  emit(data: Record<string, unknown>): void;
  say<T extends SignalTag>(tag: T, payload: SignalPayload<T>): void;
  /** Something here went wrong: it is recorded as a gap and healed by a fresh snapshot. */
  fail(error: unknown): void;
}

/** Records one thing that rrweb misses or loses. Each stands alone, so that one can go when rrweb mends it. */
export interface Complement {
  /** Sees rrweb's events before they pass. False holds one back; the complement then tells it itself. */
  see?(event: RecordedEvent): boolean;
  /** Tells now what was to be told a moment later. */
  settle?(): void;
  /** Gives the page back what was put in the place of its built-ins. */
  end(): void;
}

/**
 * Puts `around` in front of a built-in function, getter or setter. To the page it keeps its name,
 * its length and `[native code]`. `around` calls the built-in itself. Returns what takes it away,
 * unless the page has put its own on top: then it only passes on.
 */
export function wrapBuiltIn(
  owner: object,
  name: string,
  kind: "value" | "get" | "set",
  around: (native: (...args: never[]) => unknown, self: object, args: unknown[]) => unknown,
): () => void {
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const descriptor = getOwnPropertyDescriptor(owner, name);
  const native = descriptor?.[kind] as ((...args: never[]) => unknown) | undefined;
  if (!native || !descriptor?.configurable) return () => {};
  let over = false;
  const wrapped = new Proxy(native, {
    apply: (_, self: object, args: never[]) =>
      over ? apply(native, self, args) : around(native, self, args),
  });
  defineProperty(owner, name, { ...descriptor, [kind]: wrapped });
  return () => {
    over = true;
    const now = getOwnPropertyDescriptor(owner, name);
    if (now?.[kind] === wrapped) defineProperty(owner, name, { ...now, [kind]: native });
  };
}

/** A set that a timer works off, once a turn. */
export interface Agenda<T> {
  add(item: T): void;
  settle(): void;
  drop(): void;
}

/** `work` gets each item that was added since the last time, after this turn of the page. */
export function makeAgenda<T>(
  { primitives, fail }: Pick<ComplementContext, "primitives" | "fail">,
  work: (item: T) => void,
): Agenda<T> {
  let items = new Set<T>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  function settle(): void {
    if (timer !== null) primitives.clearTimeout(timer);
    timer = null;
    const due = items;
    items = new Set();
    try {
      for (const item of due) work(item);
    } catch (error) {
      fail(error);
    }
  }
  return {
    add(item) {
      items.add(item);
      timer ??= primitives.setTimeout(settle, 0);
    },
    settle,
    drop() {
      if (timer !== null) primitives.clearTimeout(timer);
      timer = null;
      items = new Set();
    },
  };
}
