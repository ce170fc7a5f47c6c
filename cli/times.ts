import { UsageError } from "./command.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?$/;

/**
 * A day or a moment as epoch milliseconds. A day begins at its first millisecond here, and ends, for a
 * `--to`, with its last. Throws UsageError.
 */
export function momentOf(text: string, flag: "--from" | "--to"): number {
  if (DAY.test(text)) {
    const day = new Date(`${text}T00:00:00`);
    if (flag === "--to") day.setDate(day.getDate() + 1);
    const at = flag === "--to" ? day.getTime() - 1 : day.getTime();
    if (!Number.isNaN(at)) return at;
  }
  const at = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UsageError(
    `${flag} takes a day like 2026-11-28 or a moment like 2026-11-28T09:30, not "${text}".`,
  );
}
