/**
 * Styles are written as private signs and become escape sequences only when printed, after all that
 * could drive a terminal was taken out of the text. Recorded text cannot write them: `plain` takes
 * these signs out, too.
 */
const BEGIN = "\uf8f0";
const END = "\uf8f1";
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
type Style = keyof typeof CODES;

export const styled = (style: Style, text: string): string =>
  text === "" ? "" : `${BEGIN}${style[0]}${style[1]}${text}${END}`;

const BY_SIGN = new Map(Object.entries(CODES).map(([name, code]) => [name.slice(0, 2), code]));
const SIGNS = /\uf8f0([a-z]{2})|\uf8f1/g;

interface Screen {
  terminal: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/** Colours where somebody looks at a terminal and has not said NO_COLOR; else none. */
export function withStyles(text: string, io: Screen): string {
  const isColoured = io.terminal && !io.env["NO_COLOR"];
  return text.replace(SIGNS, (_, sign?: string) => {
    if (!isColoured) return "";
    return sign === undefined ? "\u001b[0m" : `\u001b[${BY_SIGN.get(sign) ?? 0}m`;
  });
}

/** Length on screen. */
export const shownLength = (text: string): number => text.replace(SIGNS, "").length;
