/** By code, so that no page's or bundler's encoding can garble it. */
const BULLET = String.fromCharCode(0x2022);

/** In place of any value: its length says nothing about what was there. */
export const MASK = BULLET.repeat(5);

/** An empty control stays empty, so that its placeholder shows; anything else is the constant. */
export function maskValue(value: string): string {
  return value === "" ? "" : MASK;
}

/** Text that was marked or typed: the constant, but for white space between elements. */
export function maskText(text: string): string {
  return /\S/.test(text) ? MASK : text;
}

/**
 * Level strict: every sign becomes a bullet and white space stays, so that lines break where they
 * did. This shows how long words are, and docs/privacy.md says so.
 */
export function maskShape(text: string): string {
  return text.replace(/\S/gu, BULLET);
}
