import * as v from "valibot";
import { WaymarkError } from "./errors.ts";
import { ID_PATTERN } from "./ids.ts";
import { environment } from "./signals/circumstances.ts";
import {
  type Annotation,
  LONGEST_CHARTER,
  LONGEST_NOTE,
  MARK_KINDS,
  type SegmentInfo,
  type Session,
  type SessionPatch,
  type TailBatch,
} from "./session.ts";
import { LATEST_AT } from "./time.ts";

/** Schemas for everything that comes in from outside (rule R4). Unknown keys are refused. */
const id = v.pipe(v.string(), v.regex(ID_PATTERN));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const when = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LATEST_AT));
const line = v.pipe(v.string(), v.maxLength(2_048));
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const entries = (most: number) => v.pipe(v.number(), v.maxValue(most));

const tab = v.strictObject({ id, title: line, url: line, startedAt: when });

const counts = v.strictObject({
  events: count,
  bytes: count,
  clicks: count,
  navigations: count,
  errors: count,
  findings: count,
});

const record = <T extends v.GenericSchema<unknown, unknown>>(value: T, most: number) =>
  v.pipe(
    v.record(label, value),
    v.check((all) => v.is(entries(most), Object.keys(all).length), `has more than ${most} entries`),
  );

const privacy = v.strictObject({
  level: v.picklist(["strict", "balanced", "open"]),
  consent: v.optional(v.strictObject({ source: label, version: label, at: when })),
  hits: record(count, 200),
});

const charter = v.pipe(v.string(), v.maxLength(LONGEST_CHARTER));
const state = v.picklist(["recording", "paused", "finished", "interrupted"]);
const metadata = record(v.pipe(v.string(), v.maxLength(1_024)), 50);
const tabs = v.pipe(v.array(tab), v.maxLength(1_000));
const labels = v.pipe(v.array(label), v.maxLength(50));

export const SessionSchema = v.strictObject({
  id,
  format: v.number(),
  title: line,
  site: line,
  startedAt: when,
  endedAt: v.nullable(when),
  state,
  endReason: v.optional(line),
  origin: v.picklist(["extension", "embed", "import"]),
  project: v.optional(label),
  user: v.optional(label),
  metadata,
  tabs,
  environment,
  privacy,
  labels,
  pinned: v.optional(v.boolean()),
  charter: v.optional(charter),
  counts,
  rev: count,
});

export const SessionPatchSchema = v.strictObject({
  title: v.optional(line),
  site: v.optional(line),
  endedAt: v.optional(v.nullable(when)),
  state: v.optional(state),
  endReason: v.optional(line),
  project: v.optional(label),
  user: v.optional(label),
  tabs: v.optional(tabs),
  privacy: v.optional(v.partial(privacy)),
  labels: v.optional(labels),
  pinned: v.optional(v.boolean()),
  charter: v.optional(charter),
  counts: v.optional(v.partial(counts)),
  metadata: v.optional(metadata),
  environment: v.optional(environment),
});

export const SegmentInfoSchema = v.strictObject({
  sessionId: id,
  tabId: id,
  index: count,
  rev: count,
  firstEventAt: when,
  lastEventAt: when,
  eventCount: v.pipe(count, v.minValue(1)),
  bytes: v.pipe(count, v.minValue(2)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export const TailBatchSchema = v.strictObject({
  sessionId: id,
  tabId: id,
  producer: id,
  seq: count,
  firstEventAt: when,
  lastEventAt: when,
  eventCount: v.pipe(count, v.minValue(1)),
  json: v.pipe(v.string(), v.startsWith("["), v.endsWith("]")),
  adds: v.partial(counts),
  hits: record(count, 200),
});

export const AnnotationSchema = v.strictObject({
  id,
  sessionId: id,
  tabId: v.optional(id),
  offsetMs: count,
  kind: v.picklist(MARK_KINDS),
  text: v.pipe(v.string(), v.maxLength(LONGEST_NOTE)),
  author: v.optional(label),
  createdAt: when,
  editedAt: when,
  deleted: v.optional(v.literal(true)),
});

/** Checks `value` and returns it, or throws `invalid-input` naming the field that is wrong. */
function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const at = v.getDotPath(issue);
  throw new WaymarkError(
    "invalid-input",
    `This ${what} is not valid${at ? ` at "${at}"` : ""}: ${issue.message}`,
  );
}

export const checkSession = (value: unknown): Session =>
  check<Session>(SessionSchema as v.GenericSchema<unknown, Session>, value, "session");
export const checkSessionPatch = (value: unknown): SessionPatch =>
  check<SessionPatch>(
    SessionPatchSchema as v.GenericSchema<unknown, SessionPatch>,
    value,
    "session patch",
  );
export const checkSegmentInfo = (value: unknown): SegmentInfo =>
  check<SegmentInfo>(SegmentInfoSchema, value, "segment");
export const checkTailBatch = (value: unknown): TailBatch =>
  check<TailBatch>(TailBatchSchema as v.GenericSchema<unknown, TailBatch>, value, "batch");
export const checkAnnotation = (value: unknown): Annotation =>
  check<Annotation>(AnnotationSchema as v.GenericSchema<unknown, Annotation>, value, "annotation");
