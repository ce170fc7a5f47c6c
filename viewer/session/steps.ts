import { createEffect, on } from "solid-js";
import type { TabId } from "../../src/format/ids.ts";
import type { KeyAction } from "./keys.ts";
import type { Player } from "./player.ts";

/** What leads from one moment to the next, and from there on again. */
export type Step = Extract<KeyAction, { do: "seek-by" | "step-event" | "step-finding" }>;

export interface Place {
  offsetMs: number;
  /** Of the tab in which it lies; without one, of the tab that is shown. */
  tabId?: TabId;
}

/**
 * Takes steps. Whoever took one is likely to take it again, so where that would lead is pointed at once the picture
 * stands, as if a pointer rested there.
 */
export function createSteps(options: {
  player: Pick<Player, "position" | "listPosition">;
  /** Where a step leads from an offset; null at the end of the way. */
  leadsTo(step: Step, from: number): Place | null;
  goTo(offsetMs: number, inTab?: TabId): void;
  point(offsetMs: number, inTab?: TabId): void;
}): (step: Step) => void {
  const { player, leadsTo, goTo, point } = options;
  let last: { step: Step; to: number } | null = null;

  createEffect(
    on(player.listPosition, (at) => {
      // Whoever came here otherwise is on another way.
      if (!last || at !== last.to || at !== player.position()) return;
      const next = leadsTo(last.step, at);
      if (next) point(next.offsetMs, next.tabId);
    }),
  );

  return (step) => {
    const next = leadsTo(step, player.position());
    if (!next) return;
    goTo(next.offsetMs, next.tabId);
    last = { step, to: player.position() };
  };
}
