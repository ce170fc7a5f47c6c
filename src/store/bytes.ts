import { WaymarkError } from "../format/errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const UTF8 = { fatal: true, ignoreBOM: true };
const decoder = new TextDecoder("utf-8", UTF8);

export const encodeUtf8 = (text: string): Bytes => encoder.encode(text);

let scratch = new Uint8Array(0);

/** Length in UTF-8, without making the bytes: several times cheaper on the path of every append. */
export function utf8Length(text: string): number {
  // One UTF-16 unit is at most three bytes.
  if (scratch.length < text.length * 3) {
    if (text.length > 1_000_000) return encoder.encode(text).length;
    scratch = new Uint8Array(Math.max(64 * 1024, text.length * 3));
  }
  return encoder.encodeInto(text, scratch).written;
}

/** Throws a TypeError where the bytes are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", unshared(bytes)));
  let hex = "";
  for (const byte of hash) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/** The platform's gzip: measured at 2 to 3 times the speed of fflate, and off the main thread's heap. */
export async function gzip(bytes: Uint8Array): Promise<Bytes> {
  return collected((take) => pump(bytes, new CompressionStream("gzip"), Infinity, take));
}

/**
 * Unpacks at most `limit` bytes: what holds more, or is no gzip, throws `invalid-input`. So a small
 * file that unpacks to gigabytes costs no more than it declares.
 */
export const gunzip = (bytes: Uint8Array, limit: number): Promise<Bytes> =>
  collected((take) => unpack(bytes, "gzip", limit, take));

/**
 * The text of what `gunzip` unpacks. Read piece by piece as it comes, it takes two thirds of the time: the whole
 * as bytes is never there. Throws a TypeError where it is not UTF-8. Once `isEnough` says so of a piece, the rest
 * stays packed, and nobody knows whether it is sound.
 */
export async function gunzipText(
  bytes: Uint8Array,
  limit: number,
  isEnough: (piece: string) => boolean = () => false,
): Promise<string> {
  const pieces: string[] = [];
  const utf8 = new TextDecoder("utf-8", UTF8);
  let failure: unknown = null;
  let isCut = false;
  await unpack(bytes, "gzip", limit, (chunk) => {
    if (failure) return;
    try {
      const piece = utf8.decode(chunk, { stream: true });
      pieces.push(piece);
      isCut = isEnough(piece);
    } catch (error) {
      failure = error;
    }
    return isCut;
  });
  if (failure) throw failure;
  if (!isCut) pieces.push(utf8.decode());
  return pieces.join("");
}

/** As `gunzip`: the raw deflate of a zip's entry, or with the head that zlib gives it. */
export const inflate = (
  bytes: Uint8Array,
  form: "deflate" | "deflate-raw",
  limit: number,
): Promise<Bytes> => collected((take) => unpack(bytes, form, limit, take));

/** True when no more is wanted. */
type Take = (chunk: Bytes) => boolean | void;

async function collected(work: (take: Take) => Promise<void>): Promise<Bytes> {
  const chunks: Bytes[] = [];
  await work((chunk) => void chunks.push(chunk));
  return joinBytes(chunks);
}

async function unpack(
  bytes: Uint8Array,
  form: CompressionFormat,
  limit: number,
  take: Take,
): Promise<void> {
  try {
    await pump(bytes, new DecompressionStream(form), limit, take, PACKED_PIECE_BYTES);
  } catch (cause) {
    if (cause instanceof WaymarkError) throw cause;
    const message = `The data is not valid ${form === "gzip" ? "gzip" : "deflate"}; send it again.`;
    throw new WaymarkError("invalid-input", message, { cause });
  }
}

/** What is written at once is unpacked at once, though nobody may want its end. It unpacks to some hundred events. */
const PACKED_PIECE_BYTES = 16_384;

async function pump(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
  limit: number,
  take: Take,
  pieceBytes = Infinity,
): Promise<void> {
  const writer = transform.writable.getWriter();
  // A failure on this side also fails the reader below, which throws it.
  const quietly = () => undefined;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    writer.write(unshared(bytes.subarray(at, at + pieceBytes))).catch(quietly);
  }
  writer.close().catch(quietly);

  const reader = (transform.readable as ReadableStream<Bytes>).getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (take(value) === true) return reader.cancel();
    length += value.length;
    if (length > limit) {
      const error = new WaymarkError(
        "invalid-input",
        `The data unpacks to more than the ${limit} bytes that it declares.`,
      );
      await reader.cancel(error);
      throw error;
    }
  }
}

/** One after the other; a single one that fills its buffer comes back itself. */
export function joinBytes(chunks: readonly Uint8Array[]): Bytes {
  const [only] = chunks;
  if (only && chunks.length === 1 && only.byteLength === only.buffer.byteLength) {
    return unshared(only);
  }
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Crypto and streams take no shared memory; nobody here makes any, but the type allows it. */
function unshared(bytes: Uint8Array): Bytes {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);
}
