import { onCleanup } from "solid-js";

/** A pointer on its way elsewhere has left by then, in milliseconds; one that has not may press. So has the focus. */
export const RESTS_MS = 60;

/**
 * Runs `act` once the pointer rests on `element`, or presses it, or the keyboard's focus rests in it; `onLeave` when the
 * one or the other has left. A finger does not rest: where it comes down it may as well scroll. For a `ref`.
 */
export function onRest(
  element: HTMLElement,
  act: () => void,
  onLeave: () => void = () => {},
): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(resting);
  const rest = () => {
    stop();
    resting = setTimeout(act, RESTS_MS);
  };
  const leave = () => {
    stop();
    onLeave();
  };
  element.addEventListener("pointerenter", ({ pointerType }) => {
    if (pointerType === "touch") stop();
    else rest();
  });
  element.addEventListener("pointerdown", ({ pointerType, button }) => {
    stop();
    if (pointerType !== "touch" && button === 0) act();
  });
  element.addEventListener("pointerleave", leave);
  element.addEventListener("focusin", ({ target }) => {
    // Not what a press has focused.
    if (target instanceof Element && target.matches(":focus-visible")) rest();
  });
  element.addEventListener("focusout", leave);
  onCleanup(stop);
}
