import { WaymarkError } from "../../format/errors.ts";
import { decodeUtf8, gunzip, inflate } from "../../store/bytes.ts";

/** What one text can hold here. */
export const MOST_TEXT = 500_000_000;
/** A gzip in a gzip is plausible, a third is a trick. */
const MOST_LAYERS = 2;

/**
 * The text of a file, out of gzip or zlib where it is packed so, as a whole or after the line that heads a
 * Sentry segment. Told by the first bytes. Throws `invalid-input` for what is no text or unpacks to too much.
 * @param most bytes, at each step
 */
export async function textOfFile(bytes: Uint8Array, most = MOST_TEXT): Promise<string> {
  const head = segmentHead(bytes);
  const body = await unpacked(bytes.subarray(head.length), most);
  if (body.length > most) throw tooLarge(most);
  try {
    const text = decodeUtf8(body);
    return head.length > 0 ? decodeUtf8(head) + text : text.replace(/^\ufeff/, "");
  } catch (cause) {
    const message = "It is neither text nor packed in a way that is known (gzip, zlib, zip).";
    throw new WaymarkError("invalid-input", message, { cause });
  }
}

/** `{"segment_id":3}` and its line feed, before a body that may be packed; else nothing. */
function segmentHead(bytes: Uint8Array): Uint8Array {
  const lineEnd = bytes.subarray(0, 200).indexOf(0x0a);
  if (lineEnd < 0) return bytes.subarray(0, 0);
  const line = new TextDecoder().decode(bytes.subarray(0, lineEnd));
  return /^\[?\{\s*"segment_id"\s*:\s*\d+\s*\}\]?\s*$/.test(line)
    ? bytes.subarray(0, lineEnd + 1)
    : bytes.subarray(0, 0);
}

async function unpacked(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  let body = bytes;
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const [a = 0, b = 0] = body;
    if (a === 0x1f && b === 0x8b) body = await gunzip(body, most);
    else if (a === 0x78 && ((a << 8) | b) % 31 === 0) body = await inflate(body, "deflate", most);
    else break;
  }
  return body;
}

const tooLarge = (most: number) =>
  new WaymarkError("invalid-input", `It holds more than ${most} bytes. Split it by session.`);
