import type { Styles } from "./css/styles.ts";
import { firstBelow, visibleText } from "./label.ts";
import type { MirrorNode } from "./node.ts";

/**
 * An empty, see-through box laid over the page: what is clicked through it seems to be something
 * else. Nobody aims at what cannot be seen.
 */
export function isInvisibleLayer(node: MirrorNode, styles: Styles): boolean {
  if (!/^(?:div|span|section|aside|ins|p)$/.test(node.tag) || node.blocked) return false;
  if (
    visibleText(node, 1) !== "" ||
    firstBelow(node, (below) => below.tag !== "div" && below.tag !== "span")
  )
    return false;
  const position = styles.own(node, "position");
  if (position !== "absolute" && position !== "fixed") return false;
  const shows = ["border", "border-top", "border-width", "box-shadow", "backdrop-filter"].some(
    (property) => {
      const value = styles.own(node, property);
      return value !== null && !/^(?:0|none|0px.*)$/.test(value);
    },
  );
  if (shows || (styles.own(node, "background-image") ?? "none") !== "none") return false;
  const colour =
    styles.own(node, "background-color") ?? styles.own(node, "background") ?? "transparent";
  return /^(?:transparent|none|initial|unset)|rgba\([^)]*,\s*0(?:\.0+)?\s*\)|#[0-9a-f]{6}00$|#[0-9a-f]{3}0$/i.test(
    colour.trim(),
  );
}
