import { assertId } from "../../format/ids.ts";
import { readBack } from "../../format/sanitized.ts";
import { batchToAppend, checkTabIds } from "../checks.ts";
import { hasSeq, missingBatches, NO_BATCHES, noteBatch } from "../producers.ts";
import { planSeal } from "../seal-plan.ts";
import { buildSegment, infoOf } from "../segment.ts";
import { addTotals, totalsOf } from "../session-changes.ts";
import type { SessionStore } from "../session-store.ts";
import { type Held, type HeldTab, orderedTail, sortedKeys, tabOf, toWrite } from "./held.ts";

type TailPart = Pick<
  SessionStore,
  "appendTail" | "readTail" | "listTails" | "listMissing" | "seal"
>;

export function memoryTail(held: Held): TailPart {
  const find = (sessionId: string, tabId: string) => held.sessions.get(sessionId)?.tabs.get(tabId);

  return {
    async appendTail(value) {
      const { batch, bytes } = batchToAppend(value);
      const session = toWrite(held, batch.sessionId);
      const tab = tabOf(session, batch.tabId);
      const log = tab.producers.get(batch.producer) ?? NO_BATCHES;
      if (hasSeq(log, batch.seq)) return { stored: false };
      tab.producers.set(batch.producer, noteBatch(log, batch));
      tab.tail.push({ arrival: held.arrivals++, batch });
      session.session = addTotals(session.session, totalsOf(batch, bytes));
      return { stored: true };
    },

    async readTail(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      return orderedTail(find(sessionId, tabId)).map(({ batch }) =>
        readBack(structuredClone(batch)),
      );
    },

    async listTails(sessionId) {
      assertId(sessionId, "Session id");
      const tabs = held.sessions.get(sessionId)?.tabs ?? new Map<string, HeldTab>();
      return sortedKeys(tabs).filter((id) => (tabs.get(id)?.tail.length ?? 0) > 0);
    },

    async listMissing(sessionId, tabId) {
      checkTabIds(sessionId, tabId);
      const producers = find(sessionId, tabId)?.producers ?? new Map<string, never>();
      return missingBatches(
        sortedKeys(producers).map((id) => [id, producers.get(id) ?? NO_BATCHES] as const),
      );
    },

    async seal(sessionId, tabId, { all = false } = {}) {
      checkTabIds(sessionId, tabId);
      // Hashing takes a while, in which others write: plan, build, then commit if nothing that was
      // planned on has moved, else plan again.
      for (;;) {
        const tab = toWrite(held, sessionId).tabs.get(tabId);
        const tail = orderedTail(tab);
        const plan = planSeal(
          tail.map(({ batch }) => batch),
          all,
        );
        if (!tab || plan.runs.length === 0) return [];
        const next = nextIndex(tab);
        const segments = await Promise.all(
          plan.runs.map((run, i) => buildSegment({ sessionId, tabId, index: next + i }, run)),
        );
        if (toWrite(held, sessionId).tabs.get(tabId) !== tab || nextIndex(tab) !== next) continue;
        const taken = new Set(plan.taken.map((at) => tail[at]));
        const kept = tab.tail.filter((batch) => !taken.has(batch));
        if (kept.length !== tab.tail.length - taken.size) continue;
        const rest = plan.rest.map(({ from, batch }) => ({
          batch,
          arrival: tail[from]?.arrival ?? 0,
        }));
        tab.tail = [...kept, ...rest];
        for (const segment of segments) tab.segments.set(segment.index, segment);
        return segments.map(infoOf);
      }
    },
  };
}

const nextIndex = (tab: HeldTab) => Math.max(-1, ...tab.segments.keys()) + 1;
