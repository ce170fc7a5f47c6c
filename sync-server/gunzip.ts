import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { WaymarkError } from "../src/format/errors.ts";
import { BODY_LIMITS } from "./limits.ts";
import { tooLarge } from "./failure.ts";

const unzip = promisify(gunzip);

/**
 * The text in a gzip that says it holds `bytes` bytes. Unpacks no further than that, nor than the
 * cap, so that a small request cannot fill the memory. Throws `invalid-input`, or a 413.
 */
export async function gunzipText(gzip: Uint8Array, bytes: number): Promise<string> {
  if (bytes > BODY_LIMITS.segmentJson) throw tooLarge(BODY_LIMITS.segmentJson);
  try {
    const raw = await unzip(gzip, { maxOutputLength: bytes });
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch (cause) {
    throw new WaymarkError(
      "invalid-input",
      "The body is not the gzip of as many bytes of UTF-8 as its header says.",
      { cause },
    );
  }
}
