import { EventType } from "../../format/events.ts";
import { matchesSelector } from "../../privacy/page/primitives.ts";
import { ownProperty } from "../../privacy/page/site-entry.ts";
import { type Complement, type ComplementContext, makeAgenda, wrapBuiltIn } from "./complement.ts";

export interface ElementState extends Complement {
  /** Watches a shadow root: popovers toggle unheard of outside. */
  follow(root: ShadowRoot): void;
}

const SHOWN_ALREADY = ':popover-open, input[type="checkbox"]:indeterminate';

/** State that neither markup nor any rrweb event has: an open popover, a half-checked box. */
export function watchElementState(context: ComplementContext): ElementState {
  const { global, primitives, mirror, say } = context;
  const { apply } = global.Reflect;
  const mixed = new WeakSet<EventTarget>();

  const popovers = makeAgenda<Element>(context, (element) => {
    const id = mirror.getId(element);
    if (id > 0) {
      say("waymark.state", { id, what: "popover", on: matchesSelector(element, ":popover-open") });
    }
  });
  const boxes = makeAgenda<HTMLInputElement>(context, (box) => {
    const id = mirror.getId(box);
    if (id < 1 || box.indeterminate === mixed.has(box)) return;
    if (box.indeterminate) mixed.add(box);
    else mixed.delete(box);
    say("waymark.state", { id, what: "indeterminate", on: box.indeterminate });
  });
  const all = makeAgenda<Document>(context, (document) => {
    for (const element of ownProperty(document, "querySelectorAll").call(document, SHOWN_ALREADY)) {
      if (element.localName === "input") {
        mixed.delete(element);
        boxes.add(element as HTMLInputElement);
      } else popovers.add(element);
    }
  });

  const onToggle = ({ target }: Event) => {
    if (target instanceof global.HTMLElement && target.popover) popovers.add(target);
  };
  const ends = [
    primitives.listen(global.document, "toggle", onToggle),
    primitives.listen(global.document, "change", ({ target }) => {
      if (target && mixed.has(target)) boxes.add(target as HTMLInputElement);
    }),
    wrapBuiltIn(global.HTMLInputElement.prototype, "indeterminate", "set", (native, self, args) => {
      boxes.add(self as HTMLInputElement);
      return apply(native, self, args);
    }),
  ];

  return {
    see({ type }) {
      if (type === EventType.FullSnapshot) all.add(global.document);
      return true;
    },
    settle() {
      popovers.settle();
      boxes.settle();
    },
    follow(root) {
      ends.push(primitives.listen(root, "toggle", onToggle));
    },
    end() {
      for (const agenda of [popovers, boxes, all]) agenda.drop();
      for (const end of ends) end();
    },
  };
}
