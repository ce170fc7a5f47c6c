import { addHits, type Hits } from "../../privacy/hits.ts";
import type { Batch } from "../protocol.ts";
import type { UplinkCommand, Welcome } from "../uplink.ts";
import { watchChoices } from "./choices.ts";
import type { Half } from "./half.ts";
import { makeIndicator } from "./indicator.ts";
import type { IndicatorState } from "./words.ts";

/**
 * Watches over a document that is recorded, or waits to be: ends it when somebody opts out, and shows
 * on the page what is going on.
 */
export function watchPage(window: Window & typeof globalThis, half: Half): void {
  const { signal } = half.life;
  const lookForConsent = watchChoices(window, half);
  if (signal.aborted) return;
  const indicator = makeIndicator(window);
  const hits: Hits = {};
  /** A batch that is sent again is counted once. */
  let nextSeq = 0;
  let isPaused = false;
  let isOn: boolean | null = null;

  function stateOf(welcome: Welcome): IndicatorState {
    if (!welcome.record) return "waiting";
    return isPaused ? "paused" : "recording";
  }

  function show(): void {
    const { welcome } = half;
    const shown = welcome && (welcome.record ? welcome.shown : welcome.waits);
    // In a frame it would stand beside that of its page.
    const wanted = window === window.top && (isOn ?? shown?.indicator);
    if (!shown || !wanted) return indicator.hide();
    indicator.show({ state: stateOf(welcome), level: shown.level, hits });
  }

  function onBatch({ seq, hits: found }: Batch): void {
    lookForConsent();
    if (seq < nextSeq) return;
    nextSeq = seq + 1;
    addHits(hits, found);
  }

  function onCommand({ type }: UplinkCommand): void {
    if (type === "pause" || type === "resume") isPaused = type === "pause";
  }

  half.see = (said) => {
    if ("seq" in said) onBatch(said);
    else if ("type" in said) onCommand(said);
    else isPaused = false;
    if (!signal.aborted) show();
  };
  half.indicate = (on) => {
    isOn = on;
    show();
  };
  signal.addEventListener("abort", () => indicator.hide());
  show();
}
