/**
 * Secrets planted one a place, so that a find names the place that it leaked from. The place says by
 * its first word what holds for it:
 *
 * - `control`: masked; shown at level open, where its site lifts the mask
 * - `never`: masked by no setting less
 * - `gone`: not recorded at all, whatever the level
 * - `pattern`: an e-mail address in what is recorded otherwise
 */
export const KINDS = ["control", "never", "gone", "pattern"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * How secrets begin, those on the never-list otherwise: typed key by key, they are told apart before
 * the first digit. With letters and digits only, no escaping changes them.
 */
const STEMS = { never: "Qxhidden", other: "Zqvault" } as const;

const stemOf = (place: string) => (place.startsWith("never: ") ? STEMS.never : STEMS.other);

export interface Vault {
  readonly places: readonly string[];
  /** The secret of a place; a new one the first time. */
  at(place: string): string;
  /** Places whose secret stands in `text` in any form, each with the form. */
  leaksIn(text: string): string[];
  /** As `leaksIn`, over bytes, UTF-16 included. */
  leaksInBytes(bytes: Uint8Array): string[];
}

export function createVault(): Vault {
  const secrets = new Map<string, string>();

  function at(place: string): string {
    const known = secrets.get(place);
    if (known !== undefined) return known;
    if (!KINDS.some((kind) => place.startsWith(`${kind}: `)))
      throw new Error(`"${place}" does not say what kind of place it is.`);
    const core = `${stemOf(place)}${String(secrets.size + 100)}kTw`;
    const secret = place.startsWith("pattern: ") ? `${core}@canary.example` : core;
    secrets.set(place, secret);
    return secret;
  }

  function leaksIn(text: string): string[] {
    const leaks = new Set<string>();
    for (const stem of Object.values(STEMS)) {
      for (const [form, shape] of Object.entries(FORMS[stem])) {
        for (const { index } of text.matchAll(shape)) leaks.add(placeAt(text, index, form, stem));
      }
    }
    return [...leaks];
  }

  /** Which secret it is, by the whole of it around the place where the stem was found. */
  function placeAt(text: string, index: number, form: string, stem: string): string {
    const around = text.slice(Math.max(0, index - 80), index + 120).toLowerCase();
    for (const [place, secret] of secrets) {
      if (!secret.startsWith(stem)) continue;
      const core = secret.slice(0, stem.length + 3);
      if (formsOf(core).some((each) => around.includes(each.toLowerCase())))
        return form === "plain" ? place : `${place} (${form})`;
    }
    const whose = stem === STEMS.never ? "never: a secret" : "control: a secret";
    return `${whose} that was cut (${form}): ${around.slice(0, 160)}`;
  }

  return {
    get places() {
      return [...secrets.keys()];
    },
    at,
    leaksIn,
    leaksInBytes(bytes) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
      return leaksIn(text);
    },
  };
}

const hex = (text: string) => Buffer.from(text).toString("hex");
const each = (text: string, write: (char: string, code: number) => string) =>
  [...text].map((char) => write(char, char.charCodeAt(0))).join("");

/** Base 64 of a text that stands behind 0, 1 or 2 other bytes, without what its neighbours decide. */
function base64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const coded = Buffer.from("\0".repeat(shift) + text).toString("base64");
    return coded.replace(/=+$/, "").slice(shift === 0 ? 0 : shift + 1, -1);
  });
}

/** URL-encoded once or twice, HTML-escaped and JSON-escaped it stays as it is, unless every letter is. */
function formsOf(text: string): string[] {
  return [
    text,
    [...text].toReversed().join(""),
    hex(text),
    ...base64(text),
    each(text, (_, code) => `%${code.toString(16)}`),
    each(text, (_, code) => `%25${code.toString(16)}`),
    each(text, (_, code) => `\\u00${code.toString(16)}`),
    each(text, (_, code) => `&#${code};`),
    each(text, (_, code) => `&#x${code.toString(16)};`),
    each(text, (char) => `${char}\0`),
    each(text, (char) => `\0${char}`),
  ];
}

const NAMES = [
  "plain",
  "reversed",
  "hex",
  "base 64",
  "base 64, behind a byte",
  "base 64, behind two bytes",
  "percent-encoded letter by letter",
  "percent-encoded twice",
  "JSON escapes",
  "HTML escapes",
  "HTML escapes, hexadecimal",
  "UTF-16",
  "UTF-16, big-endian",
];
const shapesOf = (stem: string): Readonly<Record<string, RegExp>> =>
  Object.fromEntries(
    formsOf(stem).map((form, i) => [
      NAMES[i],
      // Base 64 tells upper from lower case.
      new RegExp(
        form.replace(/[\\&#;.*+?^$|()[\]{}]/g, "\\$&"),
        NAMES[i]!.startsWith("base") ? "g" : "gi",
      ),
    ]),
  );
const FORMS = { [STEMS.never]: shapesOf(STEMS.never), [STEMS.other]: shapesOf(STEMS.other) };
