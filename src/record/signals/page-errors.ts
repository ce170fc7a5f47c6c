import { cutText } from "./cut-text.ts";
import { chainOf, className, inheritedText, ownValue, reader } from "./page-values.ts";
import { stackOf } from "./stacks.ts";

export const LONGEST_MESSAGE = 4_000;
export const LONGEST_STACK = 8_000;
const LONGEST_NAME = 200;
/** Of the causes of an error, one a link of the chain. */
export const MOST_CAUSES = 5;
const LONGEST_CAUSE_STACK = 1_500;

export interface ErrorText {
  name?: string;
  message: string;
  stack?: string;
}

const { prototype: errors } = Error;
const exceptionName = reader<string>("DOMException", "name");
const exceptionMessage = reader<string>("DOMException", "message");

/** Also those of other windows, which inherit from another class of errors, by their name. */
export function isError(value: unknown, known?: readonly object[]): value is object {
  if (typeof value !== "object" || value === null) return false;
  const chain = known ?? chainOf(value);
  if (chain.includes(errors)) return true;
  if (chain.length < 2 || !/(?:Error|Exception)$/.test(className(chain))) return false;
  const held = ownValue(value, "message");
  return held !== null && held !== "getter" && typeof held.value === "string";
}

/** Name, message and stack of an error, as far as they are data and no code of the page's. */
export function readError(error: object, longestStack = LONGEST_STACK): ErrorText {
  const chain = chainOf(error);
  const name = exceptionName(error) ?? inheritedText(error, chain, "name");
  const message = exceptionMessage(error) ?? inheritedText(error, chain, "message") ?? "";
  const stack = stackOf(error);
  return {
    message: cutText(message, LONGEST_MESSAGE),
    ...(name && { name: cutText(name, LONGEST_NAME) }),
    ...(stack && { stack: cutText(stack, longestStack) }),
  };
}

/** What caused an error, and what caused that, the nearest first. */
export function causesOf(error: object, tell: (cause: unknown) => string): ErrorText[] {
  const causes: ErrorText[] = [];
  const seen = new Set<unknown>([error]);
  let held = ownValue(error, "cause");
  while (held && held !== "getter" && causes.length < MOST_CAUSES && !seen.has(held.value)) {
    const cause = held.value;
    seen.add(cause);
    if (!isError(cause)) return [...causes, { message: cutText(tell(cause), LONGEST_MESSAGE) }];
    causes.push(readError(cause, LONGEST_CAUSE_STACK));
    held = ownValue(cause, "cause");
  }
  return causes;
}
