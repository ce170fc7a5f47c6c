import type { Session } from "../../format/session.ts";

/** UTF-16 in big-endian order: bytes compare as code units do, while SQLite's own text order is that of code points. */
export function titleKey(title: string): Uint8Array {
  return Buffer.from(title, "utf16le").swap16();
}

/** What `matchesText` looks through, as one text. A sought word holds no white space, so it cannot match across a line. */
export function haystackOf({ title, id, site, labels, metadata, tabs }: Session): string {
  return [
    title,
    id,
    site,
    ...labels,
    ...Object.entries(metadata).flat(),
    ...tabs.flatMap((tab) => [tab.title, tab.url]),
  ]
    .join("\n")
    .toLowerCase();
}
