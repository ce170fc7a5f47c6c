import * as v from "valibot";
import { WaymarkError } from "../../format/errors.ts";
import { ID_PATTERN, type TabId } from "../../format/ids.ts";
import type { MissingBatches } from "../producers.ts";

const id = v.pipe(v.string(), v.regex(ID_PATTERN));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hole = v.strictObject({ first: whole, last: whole, fromAt: whole, toAt: whole });
const batches = v.strictObject({
  producer: id,
  seqs: v.pipe(v.array(whole), v.maxLength(10_000)),
  holes: v.pipe(v.array(hole), v.maxLength(10_000)),
});
const schema = v.record(id, v.pipe(v.array(batches), v.maxLength(10_000)));

/** What a bundle says never arrived of its tabs. Throws `invalid-input`. */
export function checkMissing(value: unknown): Record<TabId, MissingBatches[]> {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const at = v.getDotPath(issue);
  throw new WaymarkError(
    "invalid-input",
    `The list of what never arrived is not valid${at ? ` at "${at}"` : ""}: ${issue.message}`,
  );
}
