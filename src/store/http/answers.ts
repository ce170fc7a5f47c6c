import * as v from "valibot";
import { ID_PATTERN } from "../../format/ids.ts";
import type { MissingBatches } from "../producers.ts";
import type { PutSegmentOutcome } from "../session-store.ts";
import { HttpError } from "./request.ts";

/** Checks of what a server answers: it too is outside (rule R4). All throw `network` with what was wrong. */
export async function objectOf(response: Response): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = await response.json();
  } catch (cause) {
    throw broken("its answer is not JSON", cause);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw broken("its answer is not an object");
}

export function listOf(value: unknown, what: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw broken(`"${what}" is not a list`);
}

const Ids = v.array(v.pipe(v.string(), v.regex(ID_PATTERN)));

/** A list of ids (a SHA-256 in hex is shaped like one). */
export function strings(value: unknown, what: string): string[] {
  if (v.is(Ids, value)) return value;
  throw broken(`"${what}" is not a list of ids`);
}

const BatchNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Time = v.pipe(v.number(), v.finite());

const Missing = v.strictObject({
  producer: v.pipe(v.string(), v.regex(ID_PATTERN)),
  seqs: v.array(BatchNumber),
  holes: v.array(
    v.strictObject({ first: BatchNumber, last: BatchNumber, fromAt: Time, toAt: Time }),
  ),
});

export function missing(value: unknown): MissingBatches {
  if (v.is(Missing, value)) return value;
  throw broken('"missing" has an entry that is not a producer and its batch numbers');
}

export function outcome(value: unknown): PutSegmentOutcome {
  if (value === "stored" || value === "unchanged" || value === "older") return value;
  throw broken('"outcome" is none that Waymark knows');
}

function broken(what: string, cause?: unknown): HttpError {
  return new HttpError(
    "network",
    `The server did not answer as a Waymark server does: ${what}. Check the address.`,
    { status: 200, cause },
  );
}
