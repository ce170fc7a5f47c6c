import { maskedWords } from "../../privacy/rule-words.ts";

/** Hits by rule as phrases, most frequent first; rules that hit nothing are left out. */
export function maskedList(hits: Record<string, number>): string[] {
  return Object.entries(hits)
    .filter(([, count]) => count > 0)
    .toSorted(([ruleA, a], [ruleB, b]) => b - a || (ruleA < ruleB ? -1 : 1))
    .map(([rule, count]) => maskedWords(rule, count));
}
