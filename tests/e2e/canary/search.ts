import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import type { Vault } from "./vault.ts";

/**
 * Secrets in the files of a folder, as they lie there and where gzip begins in them. What a database
 * packs otherwise (Snappy in LevelDB) may hide some: the records themselves are read as well.
 */
export async function leaksInFiles(
  vault: Vault,
  folder: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<{ leaks: string[]; bytes: number }> {
  const leaks = new Set<string>();
  let bytes = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (!isWanted(name)) continue;
    const content = await readFile(path);
    bytes += content.length;
    for (const part of [content, ...unpacked(content)]) {
      for (const leak of vault.leaksInBytes(part)) leaks.add(`${leak} in ${name}`);
    }
  }
  return { leaks: [...leaks], bytes };
}

const GZIP = Buffer.from([0x1f, 0x8b, 8]);

/** Everything that can be unpacked, wherever it begins in the bytes. */
export function unpacked(content: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = content.indexOf(GZIP); at >= 0; at = content.indexOf(GZIP, at + 1)) {
    try {
      parts.push(gunzipSync(content.subarray(at), { finishFlush: 2 }));
    } catch {
      continue; // three bytes that look like the beginning of one
    }
  }
  return parts;
}

/**
 * The texts that could be put together again from parts of a recording: a letter an event, an
 * element or an attribute. Without masks and blanks, in the order in which they came.
 */
export function reassembled(events: readonly RecordedEvent[]): string[] {
  const all: string[] = [];
  const byNode = new Map<number, string[]>();
  const byAttribute = new Map<string, string[]>();
  const note = (id: number, text: unknown) => {
    if (typeof text !== "string" || text === "") return;
    all.push(text);
    byNode.set(id, [...(byNode.get(id) ?? []), text]);
  };
  const noteAttributes = (attributes: object) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value !== "string" || value.length > 3) continue;
      byAttribute.set(name, [...(byAttribute.get(name) ?? []), value]);
    }
  };
  const noteTree = (node: SerializedNode): void => {
    note(node.id, node.textContent);
    noteAttributes(node.attributes ?? {});
    node.childNodes?.forEach(noteTree);
  };
  for (const { data } of events) {
    if (data["node"]) noteTree(data["node"] as SerializedNode);
    for (const add of (data["adds"] ?? []) as { node?: SerializedNode }[])
      if (add.node) noteTree(add.node);
    for (const { id, value } of (data["texts"] ?? []) as { id: number; value: unknown }[])
      note(id, value);
    for (const change of (data["attributes"] ?? []) as { attributes: object }[])
      noteAttributes(change.attributes);
    if (typeof data["text"] === "string") note(data["id"] as number, data["text"]);
  }
  return [all, ...byNode.values(), ...byAttribute.values()].map((parts) =>
    parts.join("").replace(/[\u2022\s]/g, ""),
  );
}

/**
 * Places whose secret runs through a short text in its order, other letters between: what one field
 * told bit by bit. Long texts hold any secret that way.
 */
export function runsThrough(vault: Vault, texts: readonly string[]): string[] {
  const short = texts.filter((text) => text.length <= 60).map((text) => text.toLowerCase());
  return vault.places.filter((place) =>
    short.some((text) => isSubsequence(vault.at(place).toLowerCase(), text)),
  );
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const char of text) if (char === wanted[at]) at++;
  return at === wanted.length;
}
