import { crc32 } from "../../../src/store/bundle/crc32.ts";

export interface MadeEntry {
  name: string;
  content: Uint8Array;
  /** Says less or more than the truth where a test wants that. */
  size?: number;
  crc?: number;
  method?: number;
  flags?: number;
  at?: number;
}

/** A zip, byte by byte, so that it can say what no library would. */
export function makeZip(entries: readonly MadeEntry[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const centrals: Uint8Array[] = [];
  let at = 0;
  for (const { name, content, ...over } of entries) {
    const bytes = new TextEncoder().encode(name);
    const { method = 0, flags = 0, size = content.length, crc = crc32(content) } = over;
    const sizes = [crc, content.length, size];
    const local = head(30 + bytes.length, (view) => {
      view.setUint32(0, 0x04034b50, true);
      view.setUint16(6, flags, true);
      view.setUint16(8, method, true);
      for (const [i, value] of sizes.entries()) view.setUint32(14 + 4 * i, value, true);
      view.setUint16(26, bytes.length, true);
    });
    local.set(bytes, 30);
    const central = head(46 + bytes.length, (view) => {
      view.setUint32(0, 0x02014b50, true);
      view.setUint16(8, flags, true);
      view.setUint16(10, method, true);
      for (const [i, value] of sizes.entries()) view.setUint32(16 + 4 * i, value, true);
      view.setUint16(28, bytes.length, true);
      view.setUint32(42, over.at ?? at, true);
    });
    central.set(bytes, 46);
    locals.push(local, content);
    centrals.push(central);
    at += local.length + content.length;
  }
  const directory = joined(centrals);
  const end = head(22, (view) => {
    view.setUint32(0, 0x06054b50, true);
    view.setUint16(8, entries.length, true);
    view.setUint16(10, entries.length, true);
    view.setUint32(12, directory.length, true);
    view.setUint32(16, at, true);
  });
  return joined([...locals, directory, end]);
}

function head(length: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
