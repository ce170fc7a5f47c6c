import { isSecretName } from "../../privacy/redaction/secret-names.ts";
import { cutText } from "./cut-text.ts";
import { inlineText, type Preview, SECRET } from "./preview.ts";

const LONGEST_LINE = 4_000;
/** Of a text, what is looked at for the name of what comes after it. */
const LONGEST_NAME = 60;
const NAME = /^\s*([\w.-]{3,40})\s*$|([\w.-]{3,40})["'\]]{0,2}\s*(?:[:=]|=>|->)\s*["']?$/;

/** What the arguments of one call say. */
export interface Line {
  message: string;
  /** Previews of the arguments that are more than a text. */
  args: Preview[];
}

/**
 * The arguments in one line, as a console writes them: substitutions are done where `formats`. A text
 * after the name of a secret (`"token:", value`) is left out, as in an object.
 */
export function lineOf(
  values: readonly unknown[],
  formats: boolean,
  preview: (value: unknown) => Preview,
): Line {
  const args: Preview[] = [];
  let message = "";
  let at = 0;

  function told(value: unknown): string {
    if (isText(value) && namesSecret(message)) return SECRET;
    const shown = preview(value);
    if (typeof value === "string") return shown as string;
    if (isObject(value)) args.push(shown);
    return inlineText(shown);
  }
  function substitute(format: string): void {
    let from = 0;
    for (const { 0: mark, index } of format.matchAll(/%[%sdifoOc]/g)) {
      if (mark !== "%%" && at >= values.length) break;
      message += format.slice(from, index);
      from = index + mark.length;
      if (mark === "%%") message += "%";
      else if (mark === "%c") at++;
      else if (/[dif]/.test(mark)) message += numberText(values[at++], mark, told);
      else message += told(values[at++]);
    }
    message += format.slice(from);
  }

  const [first] = values;
  if (formats && typeof first === "string" && first.includes("%")) {
    at = 1;
    substitute(cutText(first, LONGEST_LINE));
  }
  for (; at < values.length && message.length < LONGEST_LINE; at++) {
    const next = told(values[at]);
    message += at > 0 ? ` ${next}` : next;
  }
  return { message: cutText(message, LONGEST_LINE), args };
}

const isText = (value: unknown) => typeof value === "string" || typeof value === "number";
const isObject = (value: unknown) =>
  typeof value === "function" || (typeof value === "object" && value !== null);

function namesSecret(before: string): boolean {
  const found = NAME.exec(before.slice(-LONGEST_NAME));
  const name = found && (before.length > LONGEST_NAME ? found[2] : (found[1] ?? found[2]));
  return typeof name === "string" && isSecretName(name);
}

function numberText(value: unknown, mark: string, told: (value: unknown) => string): string {
  if (typeof value === "bigint") return told(value);
  if (typeof value !== "number" && typeof value !== "string") return "NaN";
  const text = told(value);
  if (text === SECRET) return text;
  return `${mark === "%f" ? Number.parseFloat(text) : Number.parseInt(text, 10)}`;
}
