import { EventType, IncrementalSource } from "../../format/events.ts";
import { messageOf, WaymarkError } from "../../format/errors.ts";
import { gunzipText } from "../../store/bytes.ts";
import { MAX_SEGMENT_BYTES } from "../../store/event-json.ts";

type Value = Record<string, unknown>;

/** The only way of packing so far; an event says it in `cv`. */
const KNOWN = "2024-10";

/** The parts of an increment that are packed, by its source. */
const PACKED_PARTS: Readonly<Record<number, readonly string[]>> = {
  [IncrementalSource.Mutation]: ["adds", "removes", "texts", "attributes"],
  [IncrementalSource.StyleSheetRule]: ["adds", "removes"],
};

export const isPacked = (event: Value): boolean => event["cv"] !== undefined;

/**
 * An event as PostHog's recorder had it before it packed parts of it: each is the gzip of JSON, one character a
 * byte. Throws `invalid-input` where it cannot be unpacked.
 */
export async function unpackEvent(event: Value): Promise<Value> {
  const { cv, ...rest } = event;
  if (cv !== KNOWN) {
    throw new WaymarkError(
      "invalid-input",
      `is packed in a way that is not known (${String(cv).slice(0, 40)})`,
    );
  }
  const { type, data } = rest;
  if (type === EventType.FullSnapshot && typeof data === "string") {
    return { ...rest, data: await unpackText(data) };
  }
  const { source } = (data ?? {}) as Value;
  const parts = type === EventType.IncrementalSnapshot ? PACKED_PARTS[Number(source)] : undefined;
  if (!parts || typeof data !== "object") return rest;
  const plain: Value = { ...(data as Value) };
  for (const part of parts) {
    const packed = plain[part];
    if (typeof packed === "string") plain[part] = packed === "" ? [] : await unpackText(packed);
    else if (packed === undefined && source === IncrementalSource.Mutation) plain[part] = [];
  }
  return { ...rest, data: plain };
}

async function unpackText(text: string): Promise<unknown> {
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  try {
    return JSON.parse(await gunzipText(bytes, MAX_SEGMENT_BYTES));
  } catch (cause) {
    const message = `cannot be unpacked: ${messageOf(cause)}`;
    throw new WaymarkError("invalid-input", message, { cause });
  }
}
