import { findSecrets } from "./redaction/scan.ts";
import type { PatternRule } from "./redaction/rules.ts";

export interface ScanHit {
  rule: PatternRule;
  /** Where it stands, e.g. `[12].data.node.childNodes[0].textContent`. */
  path: string;
}

/**
 * What another policy may rightly have let through: URL values that a site allows, numbers that only
 * an option calls phones. A door judges by the patterns that hold for everyone.
 */
const SITE_SPECIFIC: ReadonlySet<PatternRule> = new Set(["url", "data-url", "phone", "ssn"]);

/** Drawing instructions are digits without meaning, and a card number hides in no gate's output there. */
export const GEOMETRY: ReadonlySet<string> = new Set(
  "d points transform viewBox values keyTimes keySplines gradientTransform patternTransform stroke-dasharray".split(
    " ",
  ),
);

const MOST_HITS = 100;

interface Place {
  value: unknown;
  key: string | number;
  parent: Place | null;
}

/**
 * Everything in a JSON text that the patterns still catch, at most 100 places. What gate 2 let
 * through has none. Throws SyntaxError when `json` is not JSON. Depth is bounded by memory only.
 */
export function scanEvents(json: string): ScanHit[] {
  return scanValue(JSON.parse(json));
}

/** As `scanEvents`, over a parsed value. Strings under the keys of `skip` are not read. */
export function scanValue(root: unknown, skip: ReadonlySet<string> = GEOMETRY): ScanHit[] {
  const hits: ScanHit[] = [];
  const todo: Place[] = [{ value: root, key: "", parent: null }];
  for (let place = todo.pop(); place !== undefined && hits.length < MOST_HITS; place = todo.pop()) {
    const { value } = place;
    if (typeof value === "string") {
      if (!skip.has(String(place.key))) scanText(value, place, hits);
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) {
        const item: unknown = value[i];
        if (typeof item === "string" || (typeof item === "object" && item !== null)) {
          todo.push({ value: item, key: i, parent: place });
        }
      }
    } else if (typeof value === "object" && value !== null) {
      for (const key of Object.keys(value)) {
        const item = (value as Record<string, unknown>)[key];
        const inside: Place = { value: item, key, parent: place };
        if (key.length >= 6) scanText(key, inside, hits);
        if (typeof item === "string" || (typeof item === "object" && item !== null))
          todo.push(inside);
      }
    }
  }
  return hits;
}

function scanText(text: string, place: Place, hits: ScanHit[]): void {
  for (const { rule } of findSecrets(text) ?? []) {
    if (!SITE_SPECIFIC.has(rule)) {
      hits.push({ rule, path: pathOf(place) });
      return;
    }
  }
}

function pathOf(place: Place): string {
  const parts: string[] = [];
  for (let at: Place | null = place; at?.parent; at = at.parent) {
    // A key may itself be the secret: only names of the format are shown.
    const key = at.key;
    parts.push(
      typeof key === "number"
        ? `[${key}]`
        : /^[\w$-]{1,40}$/.test(key) && !findSecrets(key)
          ? `.${key}`
          : ".[…]",
    );
  }
  return parts.toReversed().join("").replace(/^\./, "") || "(top)";
}
