import { WaymarkError } from "./errors.ts";
import { FORMAT_VERSION } from "./version.ts";

/** A session or export header of any version, before it is known to be ours. */
export interface Versioned {
  format: number;
}

type Step = (older: Versioned) => Versioned;

/**
 * Pure steps from one version to the next, by the version they start from: `{1: v1ToV2}`.
 * A step never reaches outside its argument, and stays for ever once released.
 */
const STEPS: Readonly<Record<number, Step>> = {};

/**
 * Brings a value up to `to` (the current version). Throws `from-the-future` when it is newer than
 * this code, `invalid-input` when it carries no version or one without an upgrade step.
 */
export function upgrade(
  value: unknown,
  steps: Readonly<Record<number, Step>> = STEPS,
  to: number = FORMAT_VERSION,
): Versioned {
  let current = versioned(value);
  if (current.format > to) {
    throw new WaymarkError(
      "from-the-future",
      `This was written by a newer Waymark (format ${current.format}; this one reads up to ${to}). Update Waymark to open it.`,
    );
  }
  while (current.format < to) {
    const step = steps[current.format];
    if (!step) {
      throw new WaymarkError(
        "invalid-input",
        `Format ${current.format} is unknown. Waymark formats start at 1.`,
      );
    }
    current = step(current);
  }
  return current;
}

function versioned(value: unknown): Versioned {
  const format = (value as Partial<Versioned> | null)?.format;
  if (typeof format === "number" && Number.isInteger(format) && format >= 1) {
    return value as Versioned;
  }
  throw new WaymarkError(
    "invalid-input",
    'This is not Waymark data: its "format" is missing or not a whole number from 1.',
  );
}
