import { onCleanup } from "solid-js";

/** A pointer on its way elsewhere has left by then, in milliseconds; one that has not may press. */
export const RESTS_MS = 60;

/**
 * Runs `act` once the pointer rests on `element`, or presses it. A finger does not rest: where it comes down it may as
 * well scroll. For a `ref`.
 */
export function onRest(
  element: HTMLElement,
  act: () => void,
  onLeave: () => void = () => {},
): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(resting);
  element.addEventListener("pointerenter", ({ pointerType }) => {
    stop();
    if (pointerType !== "touch") resting = setTimeout(act, RESTS_MS);
  });
  element.addEventListener("pointerdown", ({ pointerType, button }) => {
    stop();
    if (pointerType !== "touch" && button === 0) act();
  });
  element.addEventListener("pointerleave", () => {
    stop();
    onLeave();
  });
  onCleanup(stop);
}
