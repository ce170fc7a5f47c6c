import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import type { Segment } from "../../format/session.ts";
import { byOffset, isNewer } from "../annotations.ts";
import { sha256Hex, utf8Length } from "../bytes.ts";
import {
  annotationToPut,
  checkDerivedKey,
  checkHash,
  checkIndex,
  checkTabIds,
  deletedSession,
  patchToApply,
  sessionToPut,
} from "../checks.ts";
import { checkLimits, planEviction, previewOf } from "../limits.ts";
import { pageOf } from "../page.ts";
import { planList } from "../query.ts";
import { assertReplaces, redactedSession, redactionsOf, redactionToPut } from "../redaction.ts";
import { cutOutcome, infoOf, segmentOutcome, segmentToPut } from "../segment.ts";
import { heldIn, patchSession, replaceSession, withBase, withoutTab } from "../session-changes.ts";
import type { DerivedKey, SessionStore } from "../session-store.ts";
import {
  drop,
  dropUnheld,
  type Held,
  type HeldSession,
  sizeOf,
  sortedKeys,
  tabOf,
  toWrite,
} from "./held.ts";
import { memoryTail } from "./tail.ts";

/** A store that lives as long as the page or process: for tests, imports and sessions from a file. */
export function createMemoryStore(): SessionStore {
  const held: Held = { sessions: new Map(), tombstones: new Set(), blobs: new Map(), arrivals: 0 };

  return {
    name: "memory",
    lacks: {},
    ...memoryTail(held),

    async putSession(value) {
      const session = sessionToPut(value);
      if (held.tombstones.has(session.id)) throw deletedSession(session.id);
      const known = held.sessions.get(session.id);
      if (known) known.session = replaceSession(known.session, session);
      else {
        const parts = { tabs: new Map(), derived: new Map(), blobs: new Set<string>() };
        held.sessions.set(session.id, { session, ...parts, annotations: new Map() });
      }
    },

    async getSession(id) {
      assertId(id, "Session id");
      const known = held.sessions.get(id);
      return known ? readBack(structuredClone(known.session)) : null;
    },

    async listSessions(query) {
      const sessions = [...held.sessions.values()].map((known) => known.session);
      return structuredClone(pageOf(sessions, planList(query)));
    },

    async patchSession(id, value) {
      const patch = patchToApply(id, value);
      const known = toWrite(held, id);
      known.session = patchSession(known.session, patch);
      return readBack(structuredClone(known.session));
    },

    async deleteSession(id) {
      assertId(id, "Session id");
      drop(held, id);
      held.tombstones.add(id);
    },

    async listDeleted() {
      return [...held.tombstones].sort();
    },

    async putSegment(value) {
      const segment = await segmentToPut(value);
      const session = toWrite(held, segment.sessionId);
      const { segments } = tabOf(session, segment.tabId);
      const before = segments.get(segment.index);
      const outcome = segmentOutcome(before ?? null, segment);
      if (outcome === "stored") segments.set(segment.index, segment);
      if (outcome === "stored" && before) {
        for (const name of session.derived.keys()) {
          const [, tabId, index] = JSON.parse(name) as [string, string | null, number];
          const later = tabId === segment.tabId && index >= segment.index;
          if (later || tabId === null) session.derived.delete(name);
        }
      }
      return outcome;
    },

    async getSegment(sessionId, tabId, index) {
      checkTabIds(sessionId, tabId);
      checkIndex(index);
      const segment = held.sessions.get(sessionId)?.tabs.get(tabId)?.segments.get(index);
      return segment ? readBack({ ...segment, gzip: segment.gzip.slice() }) : null;
    },

    async listSegments(sessionId, tabId) {
      assertId(sessionId, "Session id");
      if (tabId !== undefined) assertId(tabId, "Tab id");
      const tabs = held.sessions.get(sessionId)?.tabs ?? new Map<string, never>();
      const ids = tabId === undefined ? sortedKeys(tabs) : [tabId];
      return ids.flatMap((id) => {
        const segments: Segment[] = [...(tabs.get(id)?.segments.values() ?? [])];
        return segments.sort((a, b) => a.index - b.index).map(infoOf);
      });
    },

    async cutLeading(value) {
      const base = await segmentToPut(value);
      const session = toWrite(held, base.sessionId);
      const segments = session.tabs.get(base.tabId)?.segments ?? new Map<number, Segment>();
      const outcome = cutOutcome(segments.get(base.index) ?? null, base);
      if (outcome !== "stored") return outcome;
      const gone = [...segments.values()].filter(({ index }) => index <= base.index);
      for (const { index } of gone) segments.delete(index);
      segments.set(base.index, base);
      session.session = withBase(session.session, heldIn(gone), heldIn([base]));
      dropDerivedOf(session, base.tabId);
      return outcome;
    },

    async redactSession(value) {
      const { session, segments, annotations, blobs } = await redactionToPut(value);
      const known = toWrite(held, session.id);
      const hasTail = [...known.tabs.values()].some(({ tail }) => tail.length > 0);
      const next = redactedSession(known.session, session, hasTail);
      for (const segment of segments) {
        assertReplaces(known.tabs.get(segment.tabId)?.segments.get(segment.index), segment);
      }
      known.session = next;
      for (const segment of segments) {
        tabOf(known, segment.tabId).segments.set(segment.index, segment);
      }
      for (const annotation of annotations) known.annotations.set(annotation.id, annotation);
      for (const hash of blobs) known.blobs.delete(hash);
      dropUnheld(held, blobs);
      known.derived.clear();
    },

    async deleteTab(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      const known = held.sessions.get(sessionId);
      if (!known) return;
      const tab = known.tabs.get(tabId);
      const runs = [
        ...(tab?.segments.values() ?? []),
        ...(tab?.tail ?? []).map(({ batch }) => ({
          eventCount: batch.eventCount,
          bytes: utf8Length(batch.json),
        })),
      ];
      known.session = withoutTab(known.session, tabId, {
        events: runs.reduce((sum, run) => sum + run.eventCount, 0),
        bytes: runs.reduce((sum, run) => sum + run.bytes, 0),
      });
      known.tabs.delete(tabId);
      dropDerivedOf(known, tabId);
    },

    async putDerived(key, value, redactions) {
      checkDerivedKey(key);
      const { session, derived } = toWrite(held, key.sessionId);
      if (redactions !== undefined && redactionsOf(session) !== redactions) return;
      derived.set(derivedName(key), value.slice());
    },

    async getDerived(key) {
      checkDerivedKey(key);
      return held.sessions.get(key.sessionId)?.derived.get(derivedName(key))?.slice() ?? null;
    },

    async dropDerived(sessionId) {
      assertId(sessionId, "Session id");
      held.sessions.get(sessionId)?.derived.clear();
    },

    async putBlob(sessionId, bytes) {
      assertId(sessionId, "Session id");
      const copy = bytes.slice();
      const hash = await sha256Hex(copy);
      toWrite(held, sessionId).blobs.add(hash);
      held.blobs.set(hash, copy);
      return hash;
    },

    async getBlob(sha256) {
      checkHash(sha256);
      const bytes = held.blobs.get(sha256);
      return bytes ? readBack(bytes.slice()) : null;
    },

    async dropBlob(sessionId, sha256) {
      assertId(sessionId, "Session id");
      checkHash(sha256);
      held.sessions.get(sessionId)?.blobs.delete(sha256);
      dropUnheld(held, [sha256]);
    },

    async listBlobs(sessionId) {
      assertId(sessionId, "Session id");
      return [...(held.sessions.get(sessionId)?.blobs ?? [])].sort();
    },

    async putAnnotation(value) {
      const annotation = annotationToPut(value);
      const { annotations } = toWrite(held, annotation.sessionId);
      if (isNewer(annotation, annotations.get(annotation.id))) {
        annotations.set(annotation.id, annotation);
      }
    },

    async listAnnotations(sessionId) {
      assertId(sessionId, "Session id");
      const all = [...(held.sessions.get(sessionId)?.annotations.values() ?? [])];
      all.sort(byOffset);
      return all.map((annotation) => readBack(structuredClone(annotation)));
    },

    async storedBytes(id) {
      assertId(id, "Session id");
      const known = held.sessions.get(id);
      return known ? sizeOf(held, known) : 0;
    },

    async previewLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      const sessions = measured(held);
      return previewOf(sessions, planEviction(sessions, limits, now, keep));
    },

    async enforceLimits(limits, now, keep = []) {
      checkLimits(limits, now, keep);
      const gone = planEviction(measured(held), limits, now, keep).map(({ id }) => id);
      for (const id of gone) drop(held, id);
      return gone;
    },

    async close() {},
  };
}

/** What was derived from a tab, and from the whole session. */
function dropDerivedOf({ derived }: HeldSession, tabId: string): void {
  for (const name of derived.keys()) {
    const [, of] = JSON.parse(name) as [string, string | null];
    if (of === tabId || of === null) derived.delete(name);
  }
}

const measured = (held: Held) =>
  [...held.sessions.values()].map((known) => ({
    ...known.session,
    storedBytes: sizeOf(held, known),
  }));

const derivedName = (key: DerivedKey): string =>
  JSON.stringify([key.kind, key.tabId ?? null, key.segmentIndex ?? null]);
