/** One style rule: its selector list and its declarations, both as text. */
export interface Rule {
  selector: string;
  body: string;
}

/** Groups nested deeper are no style sheet; the rest of the text is left (rule R4). */
const MAX_DEPTH = 50;

/**
 * The style rules of a sheet. Groups (@media, @supports, @layer, @container) are entered as if they
 * applied; key frames and fonts are left out. Broken text gives the rules before the break.
 */
export function parseRules(css: string): Rule[] {
  const rules: Rule[] = [];
  const text = css.includes("/*") ? css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, "") : css;
  read(text, 0, rules, 0);
  return rules;
}

/** Reads rules from `from` to the brace that closes the group; returns where it stopped. */
function read(text: string, from: number, into: Rule[], depth: number): number {
  if (depth > MAX_DEPTH) return text.length;
  let at = from;
  while (at < text.length) {
    const open = text.indexOf("{", at);
    const close = text.indexOf("}", at);
    if (close >= 0 && (open < 0 || close < open)) return close + 1;
    if (open < 0) return text.length;
    const before = text.slice(at, open);
    const head = before.slice(before.lastIndexOf(";") + 1).trim();
    if (
      head.startsWith("@") &&
      !/^@(?:font-face|page|property|[\w-]*keyframes|counter-style)/i.test(head)
    ) {
      at = read(text, open + 1, into, depth + 1);
      continue;
    }
    const end = bodyEnd(text, open + 1);
    if (!head.startsWith("@") && head)
      into.push({ selector: head, body: text.slice(open + 1, end) });
    at = end + 1;
  }
  return at;
}

/** The closing brace of a body, nested braces and strings passed over. */
function bodyEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'") {
      const quote = text.indexOf(char, at + 1);
      if (quote < 0) return text.length;
      at = quote;
    } else if (char === "{") depth++;
    else if (char === "}" && depth-- === 0) return at;
  }
  return text.length;
}
