/** Recorded text in the files that answers are written to: it must stay text there. */

/** As a part of a line of Markdown: no markup, no HTML, no link, no mention, no line break of its own. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+|<>~!-]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/@/g, "@\u200b");
}

/** In a code span, where nothing but the backtick has a meaning. */
export function markdownCode(text: string): string {
  const flat = oneLine(text);
  let longest = 0;
  for (const [run] of flat.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return flat === "" ? "" : `${fence}${pad}${flat}${pad}${fence}`;
}

/**
 * A cell of a CSV file. One that a spreadsheet would take for a formula gets an apostrophe before it,
 * since what stands there was written by a page.
 */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = oneLine(value);
  const safe = /^\s*[=+\-@|]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what this takes out
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");

/** `1:35.137` */
export function clock(offsetMs: number): string {
  const at = Math.max(0, Math.round(offsetMs));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(at / 3_600_000);
  const minutes = Math.floor(at / 60_000) % 60;
  const seconds = `${two(Math.floor(at / 1_000) % 60)}.${String(at % 1_000).padStart(3, "0")}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}
