import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readRecording, type Recording, sourceOf } from "../../../src/ask/recording.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import {
  aBatch,
  anAnnotation,
  aSegment,
  aSession,
  clean,
} from "../../contract/session-store/samples.ts";

export const VISIT = resolve("tests/fixtures/recordings/visit.json");

/** The visit to the trail-map shop that ships with the tests, as a file is opened. */
export async function visit(): Promise<{ source: SessionSource; recording: Recording }> {
  const value: unknown = JSON.parse(readFileSync(VISIT, "utf8"));
  const recording = await readRecording(value, { id: "visit", title: "visit.json" });
  return { recording, source: sourceOf(recording, "visit.json") };
}

/** The same visit in a store, cut small, with a tail that is not sealed yet and a mark. */
export async function storedVisit(perSegment = 100): Promise<SessionStore> {
  const { events } = JSON.parse(readFileSync(VISIT, "utf8")) as { events: RecordedEvent[] };
  const store = createMemoryStore();
  const startedAt = events[0]!.timestamp;
  const endedAt = events.at(-1)!.timestamp;
  await store.putSession(aSession("visit", { startedAt, endedAt }));
  const sealed = events.slice(0, -40);
  for (let at = 0, index = 0; at < sealed.length; at += perSegment, index++) {
    const run = sealed.slice(at, at + perSegment);
    await store.putSegment(await aSegment("visit", index, run));
  }
  await store.appendTail(aBatch("visit", 0, events.slice(-40)));
  await store.putAnnotation(
    anAnnotation("visit", "m1", clean({ offsetMs: 5_000, text: "The button is dead" })),
  );
  return store;
}
