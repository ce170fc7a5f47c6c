import { isMarkRule, maskedWords } from "../../privacy/rule-words.ts";

/**
 * Hits by rule as phrases, most frequent first. Rules that hit nothing are left out, and so are the
 * elements counted by mark: what was masked for those is in it already.
 */
export function maskedList(hits: Record<string, number>): string[] {
  return Object.entries(hits)
    .filter(([rule, count]) => count > 0 && !isMarkRule(rule))
    .toSorted(([ruleA, a], [ruleB, b]) => b - a || (ruleA < ruleB ? -1 : 1))
    .map(([rule, count]) => maskedWords(rule, count));
}
