import { auditFile } from "../../../src/export/audit-file.ts";
import type { AskToLeave } from "../../../src/export/leave.ts";
import type { Manifest } from "../../../src/export/manifest.ts";
import { privacyReport } from "../../../src/export/privacy-report.ts";
import { reportFile } from "../../../src/export/report-file.ts";
import { WaymarkError } from "../../../src/format/errors.ts";
import { makeMark } from "../../../src/format/marks.ts";
import type { Session } from "../../../src/format/session.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import { clearToLeave } from "../../../src/privacy/clear-to-leave.ts";
import type { SessionQuery } from "../../../src/store/session-store.ts";
import type { WaymarkWorker } from "../../../src/worker/api.ts";
import type { ErasureResult } from "../../../src/worker/erase/erasure.ts";
import { checkErasure } from "../../../src/worker/erase/query.ts";
import { NO_EVENTS } from "../../../src/worker/packed-events.ts";
import type { TabReplay } from "../../../src/worker/replay/tab-replay.ts";
import { replayInPieces } from "../support/replay-in-pieces.ts";
import {
  DURATION_MS,
  eventsOf,
  makeAudit,
  makeLibrary,
  makeManifest,
  makeView,
} from "./sessions.ts";

/**
 * The worker's contract over a fixed library. Options in the address: `empty` (no sessions),
 * `broken-list` (listing fails), `slow` (long work takes seconds), `push-fails` (once), `leaks` (what leaves must not).
 */
export function makeFakeWorker(options: URLSearchParams): WaymarkWorker {
  let sessions = options.has("empty") ? [] : makeLibrary();
  const gone = new Map<string, Session>();
  const thumbnails = new Map<string, Uint8Array>();
  let failPush = options.has("push-fails");
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  function find(id: string): Session {
    const session = sessions.find((each) => each.id === id);
    if (session) return session;
    throw new WaymarkError("not-found", `There is no session ${id}.`);
  }

  async function report(
    onProgress: ((p: { done: number; what: string }) => void) | undefined,
    steps = options.has("slow") ? 30 : 2,
  ) {
    for (let i = 1; i <= steps; i++) {
      await pause(options.has("slow") ? 100 : 1);
      onProgress?.({ done: i / steps, what: `Segment ${i} of ${steps}` });
    }
  }

  /** As `letLeave` does. */
  async function askFirst(
    id: string,
    form: Manifest["form"],
    ask: AskToLeave,
    onProgress?: (p: { done: number; what: string }) => void,
  ) {
    await report(onProgress);
    const manifest = makeManifest(find(id), form, options.has("leaks"));
    const asked = ask(manifest);
    // Progress has a channel of its own, so the last of it may come after the question.
    onProgress?.({ done: 0.9, what: "Looking through the last of it" });
    const goes = await asked;
    clearToLeave(id, new Set(), manifest.leaks);
    if (!goes) throw new WaymarkError("cancelled", "Cancelled. Nothing has left.");
  }

  let stopped = false;
  const replays = new Map<string, TabReplay>();
  function replayOf(id: string, tabId: string): TabReplay {
    const key = `${id} ${tabId}`;
    const known = replays.get(key);
    if (known) return known;
    const session = find(id);
    const all = session.counts.events === 0 ? [] : eventsOf(session);
    const events = tabId === "tab2" ? all.slice(all.findLastIndex((e) => e.type === 4)) : all;
    const made = replayInPieces(events, 20);
    replays.set(key, made);
    return made;
  }

  return {
    async connect() {},
    async putMark(id, draft) {
      return makeMark(id, { ...draft, id: draft.id ?? "m-1" }, undefined, Date.now());
    },
    async removeMark() {},
    async resolveStack(stack, sites) {
      if (options.has("slow")) await new Promise(() => undefined);
      const address = "https://shop.example/assets/app.js";
      const knows = sites.includes("https://shop.example");
      const told = stack.replace(
        / {4}at .*/g,
        "    at submitOrder (https://shop.example/src/checkout.ts:42:7)",
      );
      return {
        lines: (knows ? told : stack).split("\n"),
        resolved: knows ? 2 : 0,
        asks: knows ? [] : [address],
        failures: knows ? ["https://cdn.example/analytics.js names no source map."] : [],
      };
    },
    async listSessions(query) {
      if (options.has("broken-list")) {
        throw new WaymarkError("network", "The store did not answer.");
      }
      const all = matching(sessions, query);
      const from = Number(query.cursor ?? 0);
      const limit = query.limit ?? 50;
      return {
        sessions: all.slice(from, from + limit).map(readBack),
        nextCursor: from + limit < all.length ? String(from + limit) : null,
        damaged: options.has("empty") ? [] : ["01k9damagedrecord"],
      };
    },
    async openSession(id) {
      const view = makeView(find(id));
      const nothing = { events: NO_EVENTS, findings: [], score: null, idle: [], gaps: [] };
      return { ...view, analyzed: false, ...nothing };
    },
    async closeSession() {},
    async whyNoRedaction() {
      return null;
    },
    async previewRedaction(id, targets) {
      if (options.has("slow")) await new Promise(() => undefined);
      const place = { sessionId: id, tabId: "tab1", segmentIndex: 0, frameIndex: 3 };
      return {
        events: 12,
        kinds: { snapshot: 1, change: 8, input: 1, act: 2 },
        segments: 2,
        elements: targets.some(({ kind }) => kind === "element") ? 2 : 0,
        annotations: 1,
        blobs: 0,
        record: true,
        places: [
          { ...place, offsetMs: 2_000, kind: "snapshot" },
          { ...place, frameIndex: 9, offsetMs: 14_300, kind: "change" },
        ],
        named: targets.some(({ kind }) => kind === "element") ? ["#total"] : [],
        copies: [{ text: "Jane Doe", count: 3 }],
      };
    },
    async applyRedaction() {
      return { events: 12, segments: 2 };
    },
    async cancelRedaction() {},
    async analyzeSession(id, onProgress) {
      const session = find(id);
      await report(onProgress);
      const view = makeView(session);
      if (session.counts.events === 0)
        return { ...view, durationMs: 0, events: NO_EVENTS, idle: [] };
      const [one] = view.findings;
      if (one && options.has("sore")) {
        const worse = (_: unknown, i: number) => ({ ...one, id: `w${i}`, score: 1_000 - i });
        view.findings.push(...Array.from({ length: 118 }, worse));
      }
      if (id === "crashed") {
        view.gaps.push({
          fromOffsetMs: 30_000,
          toOffsetMs: 60_000,
          tabId: "tab1",
          why: "two batches are missing.",
        });
      }
      return view;
    },
    seekForPicture(id, tabId, at) {
      return this.seekTab(id, tabId, at);
    },
    async seekTab(id, tabId, at) {
      return replayOf(id, tabId).seek(at, new AbortController().signal);
    },
    async prepareScenes() {},
    seekAhead: async () => 1,
    async readRun(id, tabId, run, after) {
      return replayOf(id, tabId).read(run, after);
    },
    async readRequest() {
      return null;
    },
    async readEvent(id, { frameIndex }) {
      return eventsOf(find(id))[frameIndex] ?? null;
    },
    async stepTab(id, tabId, at, by) {
      return replayOf(id, tabId).step(at, by);
    },
    async exportRrweb(id, ask, onProgress) {
      await askFirst(id, "rrweb-json", ask, onProgress);
      // Longer than a slow machine takes to look: the test cancels it.
      await report(onProgress, options.has("slow") ? 300 : 2);
      return {
        fileName: `${find(id).id}.json`,
        json: new TextEncoder().encode(JSON.stringify(eventsOf(find(id)))),
      };
    },
    async exportBundle(id, ask, onProgress) {
      await askFirst(id, "bundle", ask, onProgress);
      await report(onProgress, 2);
      return { fileName: `waymark-${find(id).id}.waymark.zip`, file: new Blob(["PK"]) };
    },
    async renameSession(id, title) {
      const next = { ...find(id), title, rev: find(id).rev + 1 };
      sessions = sessions.map((each) => (each.id === id ? next : each));
      return next;
    },
    async setPinned(id, pinned) {
      const next = { ...find(id), pinned, rev: find(id).rev + 1 };
      sessions = sessions.map((each) => (each.id === id ? next : each));
      return next;
    },
    async storedBytes(id) {
      return Math.round(find(id).counts.bytes / 8);
    },
    async listRemovals() {
      return [];
    },
    async markRemovalsSeen() {},
    async deleteSession(id) {
      const session = sessions.find((each) => each.id === id);
      if (session) gone.set(id, session);
      sessions = sessions.filter((each) => each.id !== id);
    },
    async undoDelete(id) {
      const session = gone.get(id);
      if (session) sessions.push(session);
    },
    async pushSession(id, _to, ask, onProgress) {
      await askFirst(id, "copy", ask, onProgress);
      await report(onProgress);
      if (!failPush) return;
      failPush = false;
      throw new WaymarkError("network", "The server did not answer.");
    },
    async countFindings() {},
    async listAudit() {
      if (options.has("broken-list")) throw new WaymarkError("damaged", "The log is torn.");
      return options.has("empty") ? [] : makeAudit();
    },
    async privacyReport(id, gaps) {
      await report(undefined);
      const log = makeAudit().map((entry) => ({ ...entry, sessionId: id }));
      return privacyReport(find(id), [], gaps, log.slice(0, 6));
    },
    async exportReport(given, kind) {
      return reportFile(given, kind);
    },
    async previewErasure(query, onProgress) {
      checkErasure(query);
      await report(onProgress);
      const on = sessions.filter(({ id, site }) => query.ids?.includes(id) || site === query.site);
      const live = on.filter(({ state }) => state === "recording");
      return {
        query,
        items: on
          .filter(({ state }) => state !== "recording")
          .map(({ id, title, site, startedAt, counts }) => ({
            id,
            where: "library",
            title,
            site,
            startedAt,
            bytes: counts.bytes,
          })),
        recording: live.map(({ id, title }) => ({ id, title })),
        unsure: options.has("unsure")
          ? [{ id: "01k9torn", why: "Segment 3 of tab t cannot be unpacked." }]
          : [],
      };
    },
    async erase({ items }, onProgress) {
      stopped = false;
      const result: ErasureResult = {
        erased: [],
        bytes: 0,
        verified: true,
        left: [],
        recording: [],
        notReached: [],
      };
      for (const [at, { id, bytes }] of items.entries()) {
        if (options.has("slow")) await pause(100);
        if (stopped) result.notReached.push(id);
        else {
          sessions = sessions.filter((each) => each.id !== id);
          result.erased.push(id);
          result.bytes += bytes;
        }
        onProgress?.({ done: at / items.length, what: `Erasing ${at + 1} of ${items.length}` });
      }
      return result;
    },
    async stopErasure() {
      stopped = true;
    },
    async exportAudit(entries, kind) {
      return auditFile(entries, kind, Date.now());
    },
    async getThumbnail(id) {
      return thumbnails.get(id) ?? null;
    },
    async putThumbnail({ id }, png) {
      thumbnails.set(id, png);
    },
  };
}

function matching(sessions: Session[], query: SessionQuery): Session[] {
  const words = (query.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const kept = sessions.filter(
    (each) =>
      words.every((word) => `${each.title} ${each.site} ${each.id}`.toLowerCase().includes(word)) &&
      (!query.pinned || each.pinned === true) &&
      (!query.hasErrors || each.counts.errors > 0) &&
      (!query.hasFindings || each.counts.findings > 0),
  );
  const keys: Record<string, (s: Session) => number | string> = {
    startedAt: (s) => -s.startedAt,
    durationMs: (s) => -((s.endedAt ?? s.startedAt + DURATION_MS) - s.startedAt),
    events: (s) => -s.counts.events,
    errors: (s) => -s.counts.errors,
    findings: (s) => -s.counts.findings,
    title: (s) => s.title.toLowerCase(),
  };
  const key = keys[query.sort ?? "startedAt"] as (s: Session) => number | string;
  return kept.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
