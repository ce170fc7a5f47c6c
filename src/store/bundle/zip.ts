import { WaymarkError } from "../../format/errors.ts";
import { decodeUtf8, inflate } from "../bytes.ts";
import { crc32 } from "./crc32.ts";

/** Bytes that are read piece by piece: a file, a Blob. */
export interface ByteSource {
  readonly size: number;
  /** Throws where there are not that many. */
  read(from: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ZipEntry {
  name: string;
  /** Where its local header begins. */
  at: number;
  method: number;
  crc: number;
  /** Bytes in the file, and unpacked. */
  packed: number;
  size: number;
}

/** Bytes in memory, or a Blob that the browser reads from disk. */
export function sourceOfBytes(from: Uint8Array | Blob): ByteSource {
  const size = from instanceof Uint8Array ? from.length : from.size;
  return {
    size,
    async read(at, length) {
      assertWithin(at, length, size);
      if (from instanceof Uint8Array) return from.subarray(at, at + length);
      return new Uint8Array(await from.slice(at, at + length).arrayBuffer());
    },
    async close() {},
  };
}

/** Throws `damaged` for a place outside of what there is. */
export function assertWithin(at: number, length: number, size: number): void {
  if (at >= 0 && at + length <= size) return;
  throw new WaymarkError("damaged", "It ends before it should: it was cut off.");
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Flags: bit 0 is encryption. */
const ENCRYPTED = 1;
/** 65,535 entries of usual names take a tenth of it. */
const LARGEST_DIRECTORY = 32_000_000;

const invalid = (message: string, cause?: unknown) =>
  new WaymarkError("invalid-input", message, { cause });

/** Whether these are the first bytes of a zip file. */
export const looksLikeZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);

/**
 * The entries of a zip, by name. Only what says plainly what it is passes: no name twice, no entries
 * that share bytes, no encryption, no zip64, nothing before or after. Throws `invalid-input` with the place.
 */
export async function readDirectory(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const { count, from, length } = await findDirectory(source);
  const bytes = await source.read(from, length);
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let number = 1; number <= count; number++) {
    const { entry, next } = readCentral(bytes, view, at, `Entry ${number} of ${count}`);
    if (entries.has(entry.name)) throw invalid(`The entry "${shown(entry.name)}" is there twice.`);
    entries.set(entry.name, entry);
    at = next;
  }
  if (at !== length) throw invalid("The directory of the zip is longer than its entries.");
  checkPlaces([...entries.values()], from);
  return entries;
}

/** An entry's content, checked against its size and checksum. Throws `damaged`, naming the entry. */
export async function readEntry(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const damaged = (what: string, cause?: unknown) =>
    new WaymarkError("damaged", `The entry "${shown(entry.name)}" ${what}.`, { cause });
  const head = viewOf(await source.read(entry.at, LOCAL_BYTES));
  if (head.getUint32(0, true) !== LOCAL) throw damaged("is not where the directory says");
  const from = entry.at + LOCAL_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  if (from + entry.packed > source.size) throw damaged("is cut off");
  const packed = await source.read(from, entry.packed);
  let bytes = packed;
  if (entry.method === DEFLATED) {
    try {
      bytes = await inflate(packed, "deflate-raw", entry.size);
    } catch (cause) {
      throw damaged("cannot be unpacked", cause);
    }
  }
  if (bytes.length !== entry.size) throw damaged(`should have ${entry.size} bytes`);
  if (crc32(bytes) !== entry.crc) throw damaged("does not match its checksum");
  return bytes;
}

async function findDirectory(
  source: ByteSource,
): Promise<{ count: number; from: number; length: number }> {
  const tailFrom = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const tail = viewOf(await source.read(tailFrom, source.size - tailFrom));
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && !isEnd(tail, at)) at--;
  if (at < 0) throw invalid("The zip has no directory at its end: it was cut off, or is no zip.");
  const count = tail.getUint16(at + 10, true);
  const length = tail.getUint32(at + 12, true);
  const from = tail.getUint32(at + 16, true);
  if (tail.getUint16(at + 4, true) !== 0 || tail.getUint16(at + 8, true) !== count) {
    throw invalid("The zip is one of several parts.");
  }
  if (from === 0xffffffff || count === 0xffff) throw invalid("The zip is of the 64-bit kind.");
  if (length > LARGEST_DIRECTORY) {
    throw invalid(
      `The directory of the zip has ${length} bytes; ${LARGEST_DIRECTORY} is the most.`,
    );
  }
  if (from + length !== tailFrom + at)
    throw invalid("The zip was cut off, or put together wrongly.");
  return { count, from, length };
}

function isEnd(tail: DataView, at: number): boolean {
  if (tail.getUint32(at, true) !== END) return false;
  return at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength;
}

function readCentral(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  where: string,
): { entry: ZipEntry; next: number } {
  const isHere = at + CENTRAL_BYTES <= bytes.length && view.getUint32(at, true) === CENTRAL;
  if (!isHere) throw invalid(`${where} cannot be read.`);
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
  const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > bytes.length) throw invalid(`${where} cannot be read.`);
  let name: string;
  try {
    name = decodeUtf8(bytes.subarray(at + CENTRAL_BYTES, nameEnd));
  } catch (cause) {
    throw invalid(`${where} has a name that is no text.`, cause);
  }
  const entry: ZipEntry = {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    at: view.getUint32(at + 42, true),
  };
  const isPlain =
    entry.method === DEFLATED || (entry.method === STORED && entry.packed === entry.size);
  if (!isPlain || (view.getUint16(at + 8, true) & ENCRYPTED) !== 0) {
    throw invalid(`The entry "${shown(name)}" is encrypted, or packed in a way that is not known.`);
  }
  return { entry, next };
}

/** Entries that share bytes make a small file unpack to a huge one. */
function checkPlaces(entries: ZipEntry[], end: number): void {
  const inOrder = entries.toSorted((a, b) => a.at - b.at);
  for (const [i, { name, at, packed }] of inOrder.entries()) {
    const until = inOrder[i + 1]?.at ?? end;
    if (at + LOCAL_BYTES + packed > until) {
      throw invalid(`The entry "${shown(name)}" reaches into what follows it.`);
    }
  }
}

/** A name as far as a message shows it. */
export const shown = (name: string): string =>
  name.length > 100 ? `${name.slice(0, 100)}…` : name;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
