import { onCleanup } from "solid-js";

/** A pointer on its way elsewhere has left by then, in milliseconds; one that has not may press. */
export const RESTS_MS = 60;

/**
 * Runs `act` once the pointer rests on `element`, or presses it; an answer of false is "not now", and it is asked again
 * for as long as it rests. For a `ref`.
 */
export function onRest(
  element: HTMLElement,
  act: () => boolean | void,
  onLeave: () => void = () => {},
): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(resting);
    resting = setTimeout(rest, RESTS_MS);
  };
  function rest(): void {
    clearTimeout(resting);
    if (act() === false) wait();
  }
  function leave(): void {
    clearTimeout(resting);
    onLeave();
  }
  element.addEventListener("pointerenter", wait);
  element.addEventListener("pointerdown", rest);
  element.addEventListener("pointerleave", leave);
  onCleanup(() => clearTimeout(resting));
}
