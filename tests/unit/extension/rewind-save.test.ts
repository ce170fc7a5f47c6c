import { beforeEach, expect, test, vi } from "vitest";
import type { Recording } from "../../../src/extension/recordings.ts";
import { EventType, type RecordedEvent } from "../../../src/format/events.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { aSession } from "../../contract/session-store/samples.ts";

vi.stubGlobal("chrome", { runtime: { id: "w", getManifest: () => ({ version: "1.0" }) } });
const { saveRewind } = await import("../../../src/extension/rewind-save.ts");

const STARTED = 1_790_000_000_000;
const recording = {
  sessionId: "r1",
  tabId: "t1",
  startedAt: STARTED,
  openedAt: STARTED,
  policy: DEFAULT_SITE_POLICY,
} as Recording;

let store: SessionStore;
beforeEach(async () => {
  store = createMemoryStore();
  await store.putSession(
    sanitizeSession(
      aSession("r1", {
        startedAt: STARTED,
        // Of a page that is not kept any more.
        metadata: { patient: "before" },
        environment: {
          url: "https://shop.example/before",
          referrer: "https://from.example/before",
          build: "before",
          browser: "Chrome 156",
        },
      }),
    ),
  );
});

async function keep(...events: RecordedEvent[]): Promise<void> {
  const gate = createGate2({ policy: DEFAULT_SITE_POLICY });
  const place = { sessionId: "r1", tabId: "t1", producer: "doc", seq: 0 };
  await store.appendTail(gate.pass(JSON.stringify(events), place)!);
  await store.seal("r1", "t1", { all: true });
}

async function save() {
  const library = createMemoryStore();
  const page = { title: "Shop", url: "https://shop.example/" };
  const { id } = await saveRewind(store, library, recording, { page, minutes: 2 }, () => {});
  return (await library.getSession(id))!;
}

const meta: RecordedEvent = {
  type: EventType.Meta,
  data: { href: "https://shop.example/", width: 1, height: 1 },
  timestamp: STARTED + 1,
};

test("P7 a rewind that is saved says nothing that a page said which is not kept", async () => {
  await keep(meta);
  const { metadata, environment } = await save();
  expect(metadata).toEqual({});
  expect(environment).toEqual({ browser: "Chrome 156" });
});

test("a rewind that is saved says what the pages said that are kept", async () => {
  await keep(
    meta,
    signalEvent("waymark.circumstances", { url: "https://shop.example/", build: "2" }, STARTED + 2),
    signalEvent("waymark.identify", { metadata: { plan: "pro" } }, STARTED + 3),
    signalEvent("waymark.identify", { metadata: { plan: "team", frame: 1 } }, STARTED + 4),
  );
  const { metadata, environment } = await save();
  expect(metadata).toEqual({ plan: "team", frame: "1" });
  expect(environment).toEqual({
    url: "https://shop.example/",
    build: "2",
    browser: "Chrome 156",
  });
});
