import { UsageError } from "./command.ts";

export function wholeNumberOf(text: string, flag: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${flag} takes a whole number from ${least} to ${most}, not "${text}".`);
}

export const portOf = (text: string) => wholeNumberOf(text, "--port", 0, 65_535);
