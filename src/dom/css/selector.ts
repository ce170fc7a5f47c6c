/** `[name op "value"]`; without `op` presence is enough. */
export interface AttributeTest {
  name: string;
  op?: string;
  value: string;
}

/** One step of a selector, e.g. `button.primary:focus`. */
export interface Compound {
  tag: string | null;
  id: string | null;
  classes: string[];
  attributes: AttributeTest[];
  not: Compound[];
  /** Pseudo-classes that speak of a passing state: focus, active, target... */
  states: string[];
  /** Holds a part that is not understood: it then matches nothing. */
  unknown: boolean;
}

/** `steps[0]` is the subject; `combinators[i]` stands between `steps[i + 1]` and `steps[i]`. */
export interface ComplexSelector {
  steps: Compound[];
  combinators: string[];
  specificity: number;
}

const STATES = new Set([
  "focus",
  "focus-within",
  "focus-visible",
  "active",
  "target",
  "hover",
  "checked",
]);

/** Splits at commas outside brackets. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter(Boolean);
}

const TOKEN =
  /\s*([>+~])\s*|(\s+)|\.((?:[\w-]|[^\0-\x7f]|\\.)+)|#((?:[\w-]|[^\0-\x7f]|\\.)+)|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([^\]\s]+))\s*[iIsS]?)?\s*\]|::([\w-]+)(?:\([^)]*\))?|:([\w-]+)(?:\(((?:[^()]|\([^()]*\))*)\))?|(\*)|((?:[\w-]|[^\0-\x7f])+)/y;

/** Null for a selector that cannot be read, or whose subject is a pseudo-element. */
export function parseSelector(text: string): ComplexSelector | null {
  const source = text.trim();
  const steps: Compound[] = [blank()];
  const combinators: string[] = [];
  let specificity = 0;
  let at = 0;
  while (at < source.length) {
    // The expression is shared with the selectors inside of :not(), so its place is set each time.
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) return null;
    at = TOKEN.lastIndex;
    const step = steps[0] as Compound;
    const [
      ,
      combinator,
      space,
      className,
      id,
      name,
      op,
      dq,
      sq,
      bare,
      element,
      pseudo,
      argument,
      ,
      tag,
    ] = match;
    if (combinator !== undefined || space !== undefined) {
      steps.unshift(blank());
      combinators.unshift(combinator ?? " ");
    } else if (className !== undefined) {
      step.classes.push(unescape(className));
      specificity += 100;
    } else if (id !== undefined) {
      step.id = unescape(id);
      specificity += 10_000;
    } else if (name !== undefined) {
      const test: AttributeTest = { name: name.toLowerCase(), value: dq ?? sq ?? bare ?? "" };
      if (op !== undefined) test.op = op;
      step.attributes.push(test);
      specificity += 100;
    } else if (element !== undefined) {
      return null;
    } else if (pseudo !== undefined) {
      specificity += pseudo === "where" ? 0 : 100;
      readPseudo(step, pseudo.toLowerCase(), argument);
    } else if (tag !== undefined) {
      step.tag = tag.toLowerCase();
      specificity += 1;
    }
  }
  return { steps, combinators, specificity };
}

function readPseudo(step: Compound, name: string, argument: string | undefined): void {
  if (STATES.has(name)) step.states.push(name);
  else if (name === "not" && argument !== undefined) {
    for (const part of splitList(argument)) {
      const inner = parseSelector(part);
      if (inner?.steps.length === 1) step.not.push(inner.steps[0] as Compound);
      else step.unknown = true;
    }
  } else if (name !== "root" && name !== "host") step.unknown = true;
}

function blank(): Compound {
  return { tag: null, id: null, classes: [], attributes: [], not: [], states: [], unknown: false };
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}
