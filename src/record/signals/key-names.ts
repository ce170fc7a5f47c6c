import { NAMED_KEYS } from "../../format/signals/interactions.ts";

/** What there is to know of a key that was pressed. */
export interface Keystroke {
  key: string;
  code: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  meta: boolean;
  /** The modifier of the third level of a keyboard: what it makes is text. */
  altGraph: boolean;
  /** What has the focus takes text, so that Alt may be how a character is typed. */
  inField: boolean;
  /** What has the focus takes line breaks and tabs as text. */
  inEditor: boolean;
}

const NAMED: ReadonlySet<string> = new Set(NAMED_KEYS);
const FUNCTION_KEY = /^F(?:[1-9]|1\d|2[0-4])$/;

/**
 * The combination as `Ctrl+Shift+K`, in the order Ctrl, Alt, Shift, Meta; null for all that may be
 * typed text. A character is told only with Ctrl or Meta, or with Alt outside of fields, where it is a
 * letter or digit; without a modifier only keys that type nothing are.
 */
export function combinationOf(stroke: Keystroke): string | null {
  const { ctrl, alt, shift, meta, altGraph, code } = stroke;
  // Alt and digits of the number pad spell a character by its number.
  if (altGraph || (alt && code.startsWith("Numpad"))) return null;
  const name = ctrl || alt || meta ? nameWithModifier(stroke) : nameAlone(stroke);
  if (name === null) return null;
  const modifiers = [ctrl && "Ctrl+", alt && "Alt+", shift && "Shift+", meta && "Meta+"];
  return modifiers.filter(Boolean).join("") + name;
}

function nameAlone({ key, inEditor }: Keystroke): string | null {
  if (FUNCTION_KEY.test(key) || key === "Escape") return key;
  return (key === "Enter" || key === "Tab") && !inEditor ? key : null;
}

function nameWithModifier(stroke: Keystroke): string | null {
  const { key, code, alt, meta, inField } = stroke;
  if (FUNCTION_KEY.test(key) || NAMED.has(key)) return key;
  if (key === " ") return alt && !meta && inField ? null : "Space";
  if ([...key].length !== 1) return null;
  // Option on a Mac, and Ctrl+Alt where it stands for AltGr, make characters.
  if (alt && !meta) return !inField && /^[a-z0-9]$/i.test(key) ? key.toUpperCase() : null;
  if (/^[\x21-\x7e]$/.test(key)) return key.toUpperCase();
  // Another script's letter: the shortcut is that of the key.
  return /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? null;
}
