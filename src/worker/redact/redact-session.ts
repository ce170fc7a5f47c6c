import { WaymarkError } from "../../format/errors.ts";
import type { SessionId } from "../../format/ids.ts";
import type { Segment } from "../../format/session.ts";
import { acceptRedaction } from "../../privacy/after/door.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { OnProgress } from "../api.ts";
import type { RedactionPreview, RedactionResult, RedactionTarget } from "./api.ts";
import { carryOut, cleanBelongings, recountedSession } from "./carry-out.ts";
import { planRedaction, type RedactionPlan, type Step } from "./plan.ts";
import { readSealed, type Sealed } from "./sealed.ts";
import { WRITING } from "./writing.ts";

export interface RedactOptions {
  signal: AbortSignal;
  onProgress?: OnProgress;
}

/** Finding elements, collecting what was in them, taking it out: each goes through all segments. */
const PASSES = 3;
/** Others may patch the record meanwhile; then all is worked out again. */
const MOST_TRIES = 3;

/** What `redactSession` with the same targets would change. Changes nothing. Throws as it does. */
export async function previewRedaction(
  store: SessionStore,
  id: SessionId,
  targets: readonly RedactionTarget[],
  options: RedactOptions,
): Promise<RedactionPreview> {
  const sealed = await readSealed(store, id);
  const step = stepper(sealed, "Looking through", PASSES, options);
  const plan = await planRedaction(sealed, targets, step);
  const texts = [...new Set(plan.texts)];
  const counted = await carryOut(sealed, plan, { copies: texts, step });
  const { annotations, blobs, record } = await cleanBelongings(sealed, plan.text, 0);
  const { events, kinds, segments, places, copies } = counted;
  return {
    events,
    kinds,
    segments,
    places,
    elements: plan.elements,
    annotations: annotations.length,
    blobs: blobs.length,
    record,
    named: plan.named,
    copies: texts.flatMap((text) => {
      const count = copies.get(text) ?? 0;
      return count > 0 ? { text, count } : [];
    }),
  };
}

/**
 * Removes what the targets mean from the whole session, for ever: all or nothing, in one write. Then
 * reads it all again to see that nothing is left. Can be cancelled up to that write.
 *
 * Throws `invalid-input`, `refused`, `not-found` as the targets are; `damaged` where a segment cannot
 * be read, or something is left; `conflict` where the session keeps changing; `cancelled`; and what
 * the store throws.
 */
export async function redactSession(
  store: SessionStore,
  id: SessionId,
  targets: readonly RedactionTarget[],
  options: RedactOptions & { now: () => number },
): Promise<RedactionResult> {
  for (let turn = 1; ; turn++) {
    try {
      return await once(store, id, targets, options);
    } catch (error) {
      const isConflict = error instanceof WaymarkError && error.code === "conflict";
      if (!isConflict || turn === MOST_TRIES) throw error;
    }
  }
}

async function once(
  store: SessionStore,
  id: SessionId,
  targets: readonly RedactionTarget[],
  options: RedactOptions & { now: () => number },
): Promise<RedactionResult> {
  const { signal, onProgress } = options;
  const sealed = await readSealed(store, id);
  const step = stepper(sealed, "Removing", PASSES + 1, options);
  const plan = await planRedaction(sealed, targets, step);
  const segments: Segment[] = [];
  let bytes = 0;
  const counted = await carryOut(sealed, plan, {
    step,
    onSegment(segment, before) {
      segments.push(segment);
      bytes += segment.bytes - before.bytes;
    },
  });
  const rest = await cleanBelongings(sealed, plan.text, options.now());
  const isEmpty =
    segments.length + rest.annotations.length + rest.blobs.length === 0 && !rest.record;
  if (isEmpty) {
    throw new WaymarkError("not-found", "Nothing in this session matches; nothing was changed.");
  }
  const redaction = acceptRedaction({
    session: recountedSession(rest.session, counted, bytes),
    segments,
    annotations: rest.annotations,
    blobs: rest.blobs,
  });
  stopIf(signal);
  onProgress?.({ done: PASSES / (PASSES + 1), what: WRITING });
  await store.redactSession(redaction);
  await verify(store, id, plan, onProgress);
  return { events: counted.events, segments: counted.segments };
}

/** Reads the session again, and takes the same out once more: nothing may change by that. */
async function verify(
  store: SessionStore,
  id: SessionId,
  plan: RedactionPlan,
  onProgress?: OnProgress,
): Promise<void> {
  const sealed = await readSealed(store, id);
  const step = () => onProgress?.({ done: 0.9, what: WRITING });
  const left = await carryOut(sealed, plan, { step });
  const rest = await cleanBelongings(sealed, plan.text, 0);
  const belongings = rest.annotations.length + rest.blobs.length + (rest.record ? 1 : 0);
  if (left.events + belongings > 0) {
    throw new WaymarkError(
      "damaged",
      `Reading it again, ${left.events + belongings} places still held something of it. Redact it again; if this repeats, delete the session.`,
    );
  }
}

/** Tells how far it is, and stops where it was cancelled. `passes` over all segments, all counted. */
function stepper(
  { segments }: Sealed,
  what: string,
  passes: number,
  { signal, onProgress }: RedactOptions,
): Step {
  const total = Math.max(1, segments.length * passes);
  let read = 0;
  return (count) => {
    stopIf(signal);
    read += count;
    onProgress?.({
      done: Math.min(1, read / total),
      what: `${what}: segment ${((read - 1) % segments.length) + 1} of ${segments.length}`,
    });
  };
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new WaymarkError("cancelled", "Cancelled. Nothing was changed.");
}
