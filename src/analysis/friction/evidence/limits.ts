/**
 * Thresholds of what counts as an answer to a click. Where a system publishes a number it is named;
 * docs/friction.md tells why these were chosen.
 */

/** No answer by then is no answer: the "slow click" limit of Sentry (3 s); answers up to 2.5 s are common. */
export const ANSWER_WINDOW_MS = 3_000;
/** An answer this soon after a press or click belongs to it and to no earlier click: above the 100 ms that feel instant (Nielsen). */
export const AT_ONCE_MS = 150;
/** Scroll, focus and selection answer a click only this soon; later ones are the user's own (Sentry: scroll 300 ms). */
export const REFLEX_MS = 300;
/** The window loses the focus to a new tab or a native dialog within this time (PostHog: 1 s). */
export const LEAVE_MS = 1_000;
/** For recordings without presses the window opens this long before the click (Mixpanel: 100 ms). */
export const BEFORE_CLICK_MS = 100;
/** A page load that comes later than the window, with no act in between, still answers the click: slow, not dead. */
export const SLOW_LOAD_MS = 30_000;
/** Clicks on one control with shorter pauses belong together (PostHog, Mixpanel: 1000 ms). */
export const RUN_GAP_MS = 1_000;
