import { DEEPEST_STACK } from "../../format/signals/interactions.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import type { SignalSource } from "./signal-source.ts";
import { createLimiter } from "./limiter.ts";
import { hitAt } from "./hit-test.ts";
import {
  buttonOf,
  clientXOf,
  clientYOf,
  closestAcross,
  deepTarget,
  detailOf,
  isPrevented,
  pointerTypeOf,
} from "./natives.ts";

type Click = SignalPayload<"waymark.click">;
type PointerType = Click["pointer"];

/** A click, seen as it began, to be told when its handlers are through with it. */
interface Seen {
  event: Event;
  at: number;
  click: Click;
}

/**
 * What a user's click met: the elements under it, whether they are disabled, and the control that it did
 * not reach. One look at the page a click, before its handlers change what is there.
 */
export const watchClicks: SignalSource = {
  part: "interactions",
  watch: (context) => {
    const { global, mirror, primitives, listen, later, say } = context;
    const limiter = createLimiter(context, "interactions", { burst: 20, perSecond: 10 });
    /** Not told yet. A label's click brings a second one, on its field, for which nobody presses anything. */
    let seen: Seen | null = null;
    /** Of the last press, for browsers whose clicks do not say. */
    let pressedWith: PointerType = "mouse";
    let pressedOn: Element | null = null;

    function look(event: Event, target: Element): void {
      const id = mirror.getId(target);
      if (seen || id <= 0 || !limiter.take()) return;
      seen = { event, at: primitives.now(), click: describe(event, target, id) };
      later(tell, 0);
    }

    function tell(): void {
      if (!seen) return;
      const { event, at, click } = seen;
      seen = null;
      say("waymark.click", { ...click, ...(isPrevented(event) && { prevented: true }) }, at);
    }

    function describe(event: Event, target: Element, id: number): Click {
      const pointer = pointerOf(event, pressedWith);
      const x = clientXOf(event) ?? 0;
      const y = clientYOf(event) ?? 0;
      if (pointer === "keyboard") return { id, x, y, pointer, stack: [] };
      const { stack, disabled, missed } = hitAt(global.document, target, x, y);
      const missedId = missed ? mirror.getId(missed.element) : 0;
      return {
        id,
        x,
        y,
        pointer,
        stack: stack
          .map((each) => mirror.getId(each))
          .filter((each) => each > 0)
          .slice(0, DEEPEST_STACK),
        ...(disabled && { disabled }),
        ...(missed && missedId > 0 && { missed: { id: missedId, why: missed.why } }),
      };
    }

    listen(global, "click", (event) => {
      const target = event.isTrusted ? deepTarget(event) : null;
      if (target) look(event, target);
    });
    // A busy page's timers come after the user's next click.
    listen(global, "keydown", (event) => event.isTrusted && tell());
    listen(global, "pointerdown", (event) => {
      if (event.isTrusted) tell();
      if (!event.isTrusted || buttonOf(event) !== 0) return;
      pressedWith = nameOf(pointerTypeOf(event)) ?? "mouse";
      pressedOn = disabledAround(deepTarget(event));
    });
    listen(global, "pointerup", (event) => {
      if (!event.isTrusted || !pressedOn || buttonOf(event) !== 0) return;
      const control = disabledAround(deepTarget(event));
      if (control === pressedOn) look(event, control);
      pressedOn = null;
    });
  },
};

function pointerOf(event: Event, pressedWith: PointerType): PointerType {
  // Enter and the space bar click without a pointer, and count no clicks.
  if (event.type === "click" && detailOf(event) === 0) return "keyboard";
  return nameOf(pointerTypeOf(event)) ?? pressedWith;
}

/** The control of which browsers make no click, as it is disabled; an ARIA role alone does not keep them from it. */
function disabledAround(target: Element | null): Element | null {
  return target && closestAcross(target, ":is(button, input, select, textarea):disabled");
}

function nameOf(type: string | undefined): PointerType | null {
  return type === "mouse" || type === "touch" || type === "pen" ? type : null;
}
