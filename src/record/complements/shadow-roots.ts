import { record } from "rrweb";
import {
  EventType,
  IncrementalSource,
  type RecordedEvent,
  type SerializedNode,
} from "../../format/events.ts";
import type { Kit } from "../hook.ts";
import { findRootsBy, openRootOf } from "../../privacy/page/primitives.ts";
import { wrapBuiltIn } from "./complement.ts";

/**
 * Shadow roots that rrweb does not find by itself: closed ones, and those deep inside of what was
 * added at once, which it records but does not go on observing.
 *
 * The early hook notes the roots that the page's scripts attach; rrweb then sees them, as our build of
 * it asks `shadowRootOf`; the page goes on seeing null. Closed roots that the parser made, or that
 * were there before the hook, are left alone: extensions can open them, but nobody can tell them from
 * those of other extensions, which are neither ours to record nor the page's to see.
 */
export interface ShadowRoots {
  rootOf(host: Element): ShadowRoot | null;
  /** Before rrweb starts: its wrapper of `attachShadow` must lie on top of ours. */
  prepare(): void;
  /** After rrweb has started: hides its wrapper. */
  started(): void;
  /** Sees rrweb's events: has it observe the roots within what was just added. */
  follow(event: RecordedEvent): void;
  /** `handler` gets every root that is attached from now on. */
  onRoot(handler: (root: ShadowRoot) => void): void;
  /** Ends rrweb with `stop`, and what is here. */
  end(stop: () => void): void;
}

export function findShadowRoots(global: Window & typeof globalThis, kit: Kit): ShadowRoots {
  const { roots } = kit;
  const elements = global.Element.prototype;
  const { apply } = global.Reflect;

  const met = new WeakSet<ShadowRoot>();
  const handlers: ((root: ShadowRoot) => void)[] = [];
  let endOurs = () => {};
  let ours = elements.attachShadow;
  let disguise = ours;
  /** Spares pages without shadow roots the look through what they add. */
  let anySeen = false;
  let revisited: ShadowRoot | null = null;
  let over = false;
  let rrwebAttach: typeof elements.attachShadow | null = null;
  /** What stood there when rrweb put its wrapper anew, which it does at each snapshot over whatever the page has put there. */
  let standing: typeof elements.attachShadow | null = null;

  function rootOf(host: Element): ShadowRoot | null {
    const noted = roots.get(host);
    // Attached before the recorder came.
    if (noted) meet(noted);
    const root = noted ?? openRootOf(host);
    if (root) anySeen = true;
    return root;
  }

  function meet(root: ShadowRoot): void {
    anySeen = true;
    if (met.has(root)) return;
    met.add(root);
    for (const handler of handlers) handler(root);
  }

  /** rrweb observes a root when it sees it attached, so it is shown that once more. */
  function observe(host: Element): void {
    revisited = rootOf(host);
    try {
      if (rrwebAttach && revisited) apply(rrwebAttach, host, [{ mode: "open" }]);
    } finally {
      revisited = null;
    }
  }

  return {
    rootOf,
    prepare() {
      findRootsBy(rootOf);
      endOurs = wrapBuiltIn(elements, "attachShadow", "value", (attach, self, args) => {
        if (revisited) return revisited;
        const root = apply(attach, self, args) as ShadowRoot;
        meet(root);
        return root;
      });
      ours = elements.attachShadow;
    },
    started() {
      const attach = (rrwebAttach = elements.attachShadow);
      const below = ours;
      disguise = new Proxy(below, {
        apply: (_, host: Element, args: [ShadowRootInit]) =>
          apply(over ? below : attach, host, args) as ShadowRoot,
      });
      elements.attachShadow = disguise;
    },
    follow({ type, data }) {
      if (type === EventType.Meta) standing = elements.attachShadow;
      if (type === EventType.FullSnapshot && standing) elements.attachShadow = standing;
      if (!anySeen || type !== EventType.IncrementalSnapshot) return;
      if (data["source"] !== IncrementalSource.Mutation) return;
      const todo = (data["adds"] as { node: SerializedNode }[]).map(({ node }) => node);
      for (let node = todo.pop(); node; node = todo.pop()) {
        if (node.isShadowHost) {
          const host = record.mirror.getNode(node.id);
          if (host) observe(host as unknown as Element);
        }
        if (node.childNodes) todo.push(...node.childNodes);
      }
    },
    onRoot: (handler) => void handlers.push(handler),
    end(stop) {
      over = true;
      handlers.length = 0;
      const last = elements.attachShadow;
      stop();
      // The page's own wrapper stays; ours under it only passes on.
      if (last !== disguise) elements.attachShadow = last;
      endOurs();
    },
  };
}
