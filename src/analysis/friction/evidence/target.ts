import type { NormalizedEvent } from "../../event.ts";
import type { ClickData } from "../../normalize/clicks.ts";
import { isDisabled } from "../../normalize/clicks.ts";
import type { Normalizer } from "../../normalize/normalizer.ts";
import { labelOf } from "../../../dom/label.ts";
import { isInvisibleLayer } from "../../../dom/layer.ts";
import { selectorOf } from "../../../dom/selector.ts";
import { excuseOf } from "./excuses.ts";
import type { ClickTarget } from "./types.ts";

/** What a click was aimed at; null when it promises nothing (text, background) or is not to be judged. */
export function targetOf(
  event: NormalizedEvent,
  click: ClickData,
  { mirror, styles }: Normalizer,
  drawn: ReadonlySet<number>,
): ClickTarget | null {
  if (click.button !== 0 || click.by !== "pointer" || click.dragged) return null;
  const control = click.controlId === null ? undefined : mirror.get(click.controlId);
  if (control) {
    const disabled = isDisabled(control);
    // A press that the browser made no click of is the control's doing only when it is disabled.
    if (click.noClick && !disabled) return null;
    return {
      nodeId: control.id,
      selector: selectorOf(control),
      label: labelOf(control),
      sign: click.sign ?? "native",
      excuse: excuseOf(control, { mirror, styles }, event.url, drawn),
      disabled,
    };
  }
  const node = event.nodeId === null || click.noClick ? undefined : mirror.get(event.nodeId);
  if (!node || !isInvisibleLayer(node, styles)) return null;
  return {
    nodeId: node.id,
    selector: selectorOf(node),
    label: labelOf(node),
    sign: "layer",
    excuse: null,
    disabled: false,
  };
}
