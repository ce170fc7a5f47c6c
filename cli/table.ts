import { shownLength, styled } from "./style.ts";
import { plain } from "./text.ts";

/** A cell that is ours and may be styled; any other is recorded text. */
export interface StyledCell {
  shown: string;
}

/** Rows as aligned columns, first row in capitals as their head. Recorded text cannot move the cursor. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | StyledCell)[])[],
): string {
  const all = [
    head.map((cell) => styled("bold", cell.toUpperCase())),
    ...rows.map((row) => row.map((cell) => (typeof cell === "string" ? plain(cell) : cell.shown))),
  ];
  const widths = head.map((_, column) =>
    all.reduce((widest, row) => Math.max(widest, shownLength(row[column] ?? "")), 0),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - shownLength(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
