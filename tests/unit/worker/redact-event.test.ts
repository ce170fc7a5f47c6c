import { describe, expect, it } from "vitest";
import type { Session } from "../../../src/format/session.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { RedactionTarget } from "../../../src/worker/redact/api.ts";
import { keepingFresh } from "../../../src/worker/redact/fresh-derived.ts";
import { redactSession } from "../../../src/worker/redact/redact-session.ts";
import { createRedactions } from "../../../src/worker/redact/redactions.ts";
import {
  aBatch,
  aSession,
  clean,
  storedEvents,
  utf8,
} from "../../contract/session-store/samples.ts";
import { el, event, load, T0 } from "../dom/page.ts";
import { SECRET, stored, redact, all } from "./redact-store.ts";

describe("an event that is redacted", () => {
  const request = (phase: "start" | "end", ms: number) =>
    signalEvent("waymark.network", { id: "7", phase, how: "fetch", url: `/u/${SECRET}` }, T0 + ms);
  const events = [
    ...load([]),
    request("start", 5),
    event(6, 5, { tag: "waymark.error", payload: { what: "error", message: SECRET } }),
    request("end", 9),
  ];
  const pointer = (frameIndex: number): RedactionTarget => ({
    kind: "event",
    tabId: "t",
    segmentIndex: 0,
    frameIndex,
  });

  it("says so in its place; a request goes with both its ends", async () => {
    const store = await stored(events);
    await redact(store, pointer(5));
    expect((await storedEvents(store, "s")).map(({ data }) => data["tag"])).toEqual([
      undefined,
      undefined,
      undefined,
      "waymark.redacted",
      "waymark.error",
      "waymark.redacted",
    ]);
    await redact(store, pointer(4));
    expect(await all(store)).not.toContain(SECRET);
  });

  it("is refused where it holds the page", async () => {
    const store = await stored(events);
    await expect(redact(store, pointer(2))).rejects.toMatchObject({ code: "refused" });
    await expect(redact(store, pointer(99))).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("redacting", () => {
  it("waits for the end of a recording, and seals what is left of it", async () => {
    const store = createMemoryStore();
    await store.putSession(aSession("s", { state: "recording" }));
    await store.appendTail(aBatch("s", 0, load([el(10, "p", {}, SECRET)])));
    const target: RedactionTarget = { kind: "text", text: SECRET };
    await expect(redact(store, target)).rejects.toMatchObject({
      code: "refused",
      message: /Stop the recording/,
    });
    await store.putSession(aSession("s"));
    await redact(store, target);
    expect(await all(store)).not.toContain(SECRET);
  });

  it("can be cancelled up to the write, and changes nothing then", async () => {
    const store = await stored(load([el(10, "p", {}, SECRET)]));
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const work = redactSession(store, "s", [{ kind: "text", text: SECRET }], {
      signal: abort.signal,
      onProgress,
      now: () => T0,
    });
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    expect(await all(store)).toContain(SECRET);
  });

  it("is broken off by whoever asks for it, and only for that session", async () => {
    const store = await stored(load([el(10, "p", {}, SECRET)]));
    const deps = { now: () => T0, note: () => undefined };
    const docs = createMemoryDocs();
    const redactions = createRedactions(
      () => ({ store, docs }),
      deps,
      () => undefined,
    );
    const work = redactions.applyRedaction("s", [{ kind: "text", text: SECRET }]);
    await redactions.cancelRedaction("another");
    await redactions.cancelRedaction("s");
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    expect(await all(store)).toContain(SECRET);
    expect(await listAudit(docs)).toEqual([]);
  });

  it("works it out again where the record changed meanwhile", async () => {
    const store = await stored(load([el(10, "p", {}, SECRET)]));
    let renamed = false;
    const busy: SessionStore = {
      ...store,
      async redactSession(redaction) {
        if (!renamed) await store.patchSession("s", clean({ title: "Renamed" }));
        renamed = true;
        await store.redactSession(redaction);
      },
    };
    await redact(busy, { kind: "text", text: SECRET });
    expect((await store.getSession("s"))?.title).toBe("Renamed");
    expect(await all(store)).not.toContain(SECRET);
  });

  it("leaves nothing to be derived from what was read before it", async () => {
    const store = await stored(load([el(10, "p", {}, SECRET)]));
    const read = (await store.getSession("s")) as Session;
    const key = { sessionId: "s", kind: "facts" };
    await keepingFresh(store, read).putDerived(key, utf8("before"));
    expect(await store.getDerived(key)).toEqual(utf8("before"));
    await redact(store, { kind: "text", text: SECRET });
    await keepingFresh(store, read).putDerived(key, utf8(SECRET));
    expect(await store.getDerived(key)).toBeNull();
  });

  it("P10 is in the audit log, without what was removed", async () => {
    const store = await stored(load([el(10, "p", {}, SECRET)]));
    const docs = createMemoryDocs();
    const deps = { now: () => T0, note: () => undefined };
    const { applyRedaction } = createRedactions(
      () => ({ store, docs }),
      deps,
      () => undefined,
    );
    await applyRedaction("s", [{ kind: "text", text: SECRET }]);
    expect(await listAudit(docs)).toEqual([
      {
        at: T0,
        act: "redact",
        sessionId: "s",
        site: "shop.example",
        detail: "Redacted a text: 1 event in 1 segment changed.",
      },
    ]);
  });
});
