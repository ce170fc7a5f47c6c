import { onCleanup } from "solid-js";

/** A pointer on its way elsewhere has left by then, in milliseconds; one that has not may press. So has the focus. */
export const RESTS_MS = 60;

/**
 * Runs `act` once the pointer rests on `element`, or presses it, or the keyboard's focus rests in it; `onLeave` when
 * neither is there any more. A finger does not rest: where it comes down it may as well scroll. For a `ref`.
 */
export function onRest(
  element: HTMLElement,
  act: () => void,
  onLeave: () => void = () => {},
): void {
  const here = new Set<"pointer" | "focus">();
  let resting: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(resting);

  function come(what: "pointer" | "focus"): void {
    here.add(what);
    stop();
    resting = setTimeout(act, RESTS_MS);
  }

  function go(what: "pointer" | "focus"): void {
    if (!here.delete(what) || here.size > 0) return;
    stop();
    onLeave();
  }

  watchPointer();
  element.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "touch" && placeOf(event) !== lastPlace) come("pointer");
  });
  element.addEventListener("pointermove", ({ pointerType, movementX, movementY }) => {
    const moves = movementX !== 0 || movementY !== 0;
    if (pointerType !== "touch" && moves && !here.has("pointer")) come("pointer");
  });
  element.addEventListener("pointerdown", ({ pointerType, button }) => {
    stop();
    if (pointerType === "touch" || button !== 0) return;
    here.add("pointer");
    act();
  });
  element.addEventListener("pointerleave", () => go("pointer"));
  element.addEventListener("focusin", ({ target }) => {
    // Not what a press has focused.
    if (target instanceof Element && target.matches(":focus-visible")) come("focus");
  });
  element.addEventListener("focusout", () => go("focus"));
  onCleanup(stop);
}

/** Where the pointer was when it moved last: an element that scrolls under it is not pointed at. */
let lastPlace: string | null = null;

const placeOf = ({ screenX, screenY }: PointerEvent): string => `${screenX} ${screenY}`;

/** The enter of an element comes before the move that leads there. */
function watchPointer(): void {
  if (lastPlace !== null) return;
  lastPlace = "";
  const note = (event: PointerEvent) => (lastPlace = placeOf(event));
  window.addEventListener("pointermove", note, { capture: true, passive: true });
}
