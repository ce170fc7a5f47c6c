/**
 * Holds the animations of a page while the clock stands. A style rule could do it too, but every
 * element's style, and that of its pseudo-elements, would be worked out with it, twice a seek.
 */
export interface AnimationHold {
  /** Of the page, its shadow roots and its frames, what runs now; what was held before is forgotten. */
  hold(page: Document | null): void;
  /** What was held goes on. */
  release(): void;
}

/** The Replayer adopts some sheets a moment after the page stands, and their animations begin then. */
const LATE_SHEETS_MS = 200;

export function makeAnimationHold(): AnimationHold {
  let held: Animation[] = [];
  let late: ReturnType<typeof setTimeout> | undefined;

  function add(page: Document | null): void {
    if (!page) return;
    for (const animation of page.getAnimations()) {
      // Held half-way, a transition would show what never stood for longer than a moment.
      const isTransition = "transitionProperty" in animation;
      if (isTransition || animation.playState !== "running") continue;
      animation.pause();
      held.push(animation);
    }
    for (const frame of page.querySelectorAll("iframe")) add(frame.contentDocument);
  }

  return {
    hold(page) {
      clearTimeout(late);
      held = [];
      add(page);
      late = setTimeout(() => add(page), LATE_SHEETS_MS);
    },
    release() {
      clearTimeout(late);
      for (const animation of held) if (animation.playState === "paused") animation.play();
      held = [];
    },
  };
}
