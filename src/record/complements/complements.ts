import type { RecordedEvent } from "../../format/events.ts";
import { watchAdoptedSheets } from "./adopted-sheets.ts";
import { watchCanvases } from "./canvases.ts";
import type { Complement, ComplementContext } from "./complement.ts";
import { watchControls } from "./control-state.ts";
import { watchElementState } from "./element-state.ts";
import { watchFonts } from "./fonts.ts";
import { orderOptions } from "./option-order.ts";
import { watchRuleWrites } from "./rule-writes.ts";
import { watchScrolls } from "./scrolls.ts";
import type { ShadowRoots } from "./shadow-roots.ts";

export interface ComplementOptions {
  roots: ShadowRoots;
  /** Gate 1's: what may be recorded in place of a control's value. */
  maskInput(text: string, element: HTMLElement): string;
  /** Whether a site rule allows this page's canvas pixels. */
  canvas: boolean;
}

/** Starts all that complements rrweb's recorder, to be seen as one. */
export function startComplements(
  context: ComplementContext,
  { roots, maskInput, canvas }: ComplementOptions,
): Required<Complement> {
  const adopted = watchAdoptedSheets(context, roots.rootOf);
  const controls = watchControls(context, maskInput);
  const state = watchElementState(context);
  const all: Complement[] = [
    watchScrolls(context),
    orderOptions(),
    adopted,
    watchRuleWrites(context, adopted.styleIdOf),
    controls,
    state,
    watchFonts(context),
    ...(canvas ? [watchCanvases(context)] : []),
  ];
  roots.onRoot((root) => {
    state.follow(root);
    if (root.mode === "closed") controls.follow(root);
  });

  return {
    see(event: RecordedEvent) {
      for (const each of all) if (each.see?.(event) === false) return false;
      return true;
    },
    settle() {
      for (const each of all) each.settle?.();
    },
    end() {
      for (const each of all) each.end();
    },
  };
}
