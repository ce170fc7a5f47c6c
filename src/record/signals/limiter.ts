import type { CapturePart } from "../../format/signals/capture.ts";
import type { Timer } from "../primitives.ts";
import type { SignalContext } from "./signal-source.ts";

/** Keeps what comes too fast from filling the session and slowing the page; says how much it left out. */
export interface Limiter {
  /** False for what is left out, which is counted. As cheap as it can be. */
  take(): boolean;
}

/** How often it is told what was left out, and how often a part may speak again. */
const SAMPLE_MS = 1_000;

/**
 * `burst` signals at once, then `perSecond`; what is above is dropped, and the count of it told once a
 * second as `waymark.capture`.
 */
export function createLimiter(
  { primitives, say, onEnd }: Pick<SignalContext, "primitives" | "say" | "onEnd">,
  part: CapturePart,
  { burst, perSecond }: { burst: number; perSecond: number },
): Limiter {
  let left = burst;
  let dropped = 0;
  let timer: Timer | null = null;

  function tell(): void {
    if (dropped > 0) say("waymark.capture", { part, what: "sampled", dropped });
    dropped = 0;
  }
  function refill(): void {
    timer = null;
    tell();
    left = Math.min(burst, left + perSecond);
    if (left < burst) timer = primitives.setTimeout(refill, SAMPLE_MS);
  }
  onEnd(() => {
    if (timer !== null) primitives.clearTimeout(timer);
    tell();
  });
  return {
    take() {
      if (left <= 0) {
        dropped++;
        return false;
      }
      left--;
      timer ??= primitives.setTimeout(refill, SAMPLE_MS);
      return true;
    },
  };
}
