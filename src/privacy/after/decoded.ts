/** A text as it reads once it is decoded, and where each of its characters comes from. */
export interface Decoded {
  text: string;
  /** Start of each UTF-16 unit of `text` in the source, and the source's length at the end. */
  from: readonly number[];
}

export const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};
/** As `JSON.stringify` and JavaScript write it. */
export const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
};
/** A percent-encoded character of one to four bytes; an HTML entity; a backslash escape of JSON. */
const TOKEN =
  /((?:%[0-7][\da-f])|%[c-d][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3})|&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));|\\(?:u([\da-f]{4})|(["\\/nrtbf]))/giy;
const ANY_TOKEN = new RegExp(TOKEN.source, "i");
/** `%2525` and the like: encoded again by every address that carries the one before. */
const MOST_LAYERS = 3;

/** Percent-encoding, HTML entities and JSON escapes undone, layer after layer where they were put over each other. */
export function* decode(source: string, plusIsSpace: boolean): Generator<Decoded> {
  const isEncoded = /[%&\\]/.test(source) && ANY_TOKEN.test(source);
  if (!isEncoded && !(plusIsSpace && source.includes("+"))) return;
  let view: Decoded = {
    text: source,
    from: Array.from({ length: source.length + 1 }, (_, i) => i),
  };
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = decodeOnce(view, plusIsSpace && layer === 0);
    if (next === null) return;
    yield (view = next);
  }
}

function decodeOnce({ text, from }: Decoded, plusIsSpace: boolean): Decoded | null {
  let out = "";
  const places: number[] = [];
  let changed = false;
  for (let i = 0; i < text.length;) {
    const char = text.charAt(i);
    let read = char;
    let length = 1;
    if (char === "%" || char === "&" || char === "\\") {
      TOKEN.lastIndex = i;
      const token = TOKEN.exec(text);
      const decoded = token && characterOf(token);
      if (token && decoded !== null) {
        read = decoded;
        length = token[0].length;
        changed = true;
      }
    } else if (plusIsSpace && char === "+") {
      read = " ";
      changed = true;
    }
    for (let unit = 0; unit < read.length; unit++) places.push(from[i] as number);
    out += read;
    i += length;
  }
  places.push(from[text.length] as number);
  return changed ? { text: out, from: places } : null;
}

function characterOf([, percent, decimal, hex, name, unicode, escape]: RegExpExecArray):
  | string
  | null {
  if (percent !== undefined) {
    try {
      return decodeURIComponent(percent);
    } catch {
      return null; // bytes that are no character stand for themselves
    }
  }
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? null;
  if (escape !== undefined) return ESCAPES[escape] ?? escape;
  const code = decimal === undefined ? Number.parseInt(hex ?? unicode ?? "", 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
