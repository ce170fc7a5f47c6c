import { resolve } from "node:path";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { aSegment, aSession } from "../../contract/session-store/samples.ts";
import { readCorpus } from "../analysis/corpus.ts";

/** Labelled recordings: those that ship with the tests, and the others where they are. */
export const RECORDINGS = [
  ...(readCorpus(resolve("tests/corpus/friction")) ?? []),
  ...(readCorpus(resolve("../shared/corpus/friction")) ?? []),
].map(({ name, events }) => ({ name, events: events as RecordedEvent[] }));

/** A session `s` of these events, cut small. */
export async function stored(events: RecordedEvent[], perSegment: number): Promise<SessionStore> {
  const store = createMemoryStore();
  const times = { startedAt: events[0]!.timestamp, endedAt: events.at(-1)!.timestamp };
  await store.putSession(aSession("s", times));
  for (let at = 0, index = 0; at < events.length; at += perSegment, index++) {
    await store.putSegment(await aSegment("s", index, events.slice(at, at + perSegment)));
  }
  return store;
}
