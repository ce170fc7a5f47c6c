import { WaymarkError } from "../format/errors.ts";
import { OPTIONAL_PARTS } from "./left-out.ts";
import { LEVELS, type PagePolicy, type SitePolicy } from "./policy.ts";
import { compilePattern } from "./redaction/custom.ts";
import { isBodyPath, type RequestRules } from "./request-rules.ts";

const KINDS = ["block", "mask", "ignore", "unmask"] as const;
const MOST_SELECTORS = 200;
const LONGEST_SELECTOR = 500;
const MOST_PATHS = 50;

/** A policy that cannot be applied. `why` is the part of the sentence that says what is wrong with it. */
export class PolicyRefusal extends WaymarkError {
  readonly why: string;

  constructor(why: string, where: string) {
    super("refused", `Not recording: ${why}. Correct it in ${where}.`);
    this.why = why;
  }
}

export interface PolicyTools {
  /** True when the host's selector engine takes it, e.g. `document.querySelector` without an error. */
  isSelector(selector: string): boolean;
}

/** Where there is no selector engine (a service worker): only that brackets and quotes close. Gate 1 asks a real one. */
const CLOSED: PolicyTools = {
  isSelector: (selector) => {
    const bare = selector.replace(/\\./g, "").replace(/"[^"\n]*"|'[^'\n]*'/g, "");
    const open: string[] = [];
    for (const char of bare) {
      if (char === "[" || char === "(") open.push(char);
      else if (char === "]" && open.pop() !== "[") return false;
      else if (char === ")" && open.pop() !== "(") return false;
    }
    return (
      open.length === 0 &&
      !/["'{}<;!@$%]|,\s*(?:,|$)|^\s*[,>+]|[>+~.#:]\s*$/.test(bare.replace(/[$]=/g, "="))
    );
  },
};

/**
 * Throws `refused`, naming what is wrong, unless the whole policy can be applied (rule P8): a mask
 * that silently matches nothing would fail open.
 */
export function checkPolicy(
  policy: PagePolicy | SitePolicy,
  { isSelector }: PolicyTools = CLOSED,
): void {
  if (!LEVELS.includes(policy.level)) {
    throw refusal(`the level "${String(policy.level)}" is not one of ${LEVELS.join(", ")}`);
  }
  for (const kind of KINDS) {
    const selectors: unknown = policy[kind];
    if (!Array.isArray(selectors) || selectors.length > MOST_SELECTORS) {
      throw refusal(`"${kind}" must be a list of at most ${MOST_SELECTORS} selectors`);
    }
    for (const selector of selectors as unknown[]) {
      if (
        typeof selector !== "string" ||
        selector.trim() === "" ||
        selector.length > LONGEST_SELECTOR ||
        !isSelector(selector)
      ) {
        throw refusal(
          `the ${kind} selector ${JSON.stringify(selector)?.slice(0, 120)} is not a valid CSS selector`,
        );
      }
    }
  }
  checkLeftOut(policy.leftOut);
  checkRequestRules(policy);
  if ("patterns" in policy) checkSiteParts(policy);
}

function checkLeftOut(leftOut: unknown): void {
  const known: readonly unknown[] = OPTIONAL_PARTS;
  if (Array.isArray(leftOut) && leftOut.every((part) => known.includes(part))) return;
  throw refusal(`"leftOut" must be a list of ${OPTIONAL_PARTS.join(", ")}`);
}

function checkRequestRules({ headers, bodies }: RequestRules): void {
  if (typeof headers !== "boolean") throw refusal('"headers" must be true or false');
  if (!Array.isArray(bodies) || bodies.length > MOST_PATHS) {
    throw refusal(`"bodies" must be a list of at most ${MOST_PATHS} paths`);
  }
  const bad = (bodies as unknown[]).find((path) => typeof path !== "string" || !isBodyPath(path));
  if (bad !== undefined) {
    throw refusal(
      `${JSON.stringify(bad)?.slice(0, 120)} is no path whose bodies are recorded: write /api/* or /orders/new`,
    );
  }
}

function checkSiteParts(policy: SitePolicy): void {
  if (!Array.isArray(policy.patterns)) throw refusal('"patterns" must be a list');
  for (const pattern of policy.patterns) compilePattern(pattern);
  const { mode, allow, deny } = policy.urls;
  if (!["strip", "filter", "keep"].includes(mode))
    throw refusal(`the URL mode "${String(mode)}" is not one of strip, filter, keep`);
  for (const names of [allow, deny]) {
    if (!Array.isArray(names) || names.some((name) => typeof name !== "string" || name === "")) {
      throw refusal("the names of query parameters to allow and deny must be lists of words");
    }
  }
}

function refusal(why: string): PolicyRefusal {
  return new PolicyRefusal(why, "the privacy settings of this site");
}
