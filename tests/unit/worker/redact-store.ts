import type { RecordedEvent } from "../../../src/format/events.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { RedactionTarget } from "../../../src/worker/redact/api.ts";
import { redactSession } from "../../../src/worker/redact/redact-session.ts";
import { aBatch, aSession, storedEvents } from "../../contract/session-store/samples.ts";
import { inc, T0 } from "../dom/page.ts";

export const SECRET = "Jane Q. Secret";
export const live = () => ({ signal: new AbortController().signal, now: () => T0 + 99_999 });

export async function stored(events: readonly RecordedEvent[], pieces = 1): Promise<SessionStore> {
  const store = createMemoryStore();
  await store.putSession(aSession("s", { startedAt: T0 }));
  const size = Math.ceil(events.length / pieces);
  for (let i = 0; i * size < events.length; i++) {
    await store.appendTail(aBatch("s", i, events.slice(i * size, (i + 1) * size)));
    await store.seal("s", "t", { all: true });
  }
  return store;
}

export const redact = (store: SessionStore, ...targets: RedactionTarget[]) =>
  redactSession(store, "s", targets, live());
export const all = async (store: SessionStore) => JSON.stringify(await storedEvents(store, "s"));
export const at = (ms: number) => T0 + ms;
export const element = (nodeId: number, ms: number, everywhere = false): RedactionTarget => ({
  kind: "element",
  tabId: "t",
  nodeId,
  at: at(ms),
  everywhere,
});
export const change = (ms: number, parts: Record<string, unknown>) =>
  inc(ms, 0, { texts: [], attributes: [], removes: [], adds: [], ...parts });
export const text = (id: number, textContent: string) => ({ type: 3, id, textContent });
