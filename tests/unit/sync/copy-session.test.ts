import { describe, expect, test } from "vitest";
import { readBack } from "../../../src/format/sanitized.ts";
import { clearToLeave } from "../../../src/privacy/clear-to-leave.ts";
import { openHttpStore } from "../../../src/store/http/open.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import {
  copySession,
  type CopyOptions,
  type CopyProgress,
  type CopyReport,
  PARTLY_SENT,
} from "../../../src/sync/copy-session.ts";
import {
  aBatch,
  anAnnotation,
  aSegment,
  aSession,
  clean,
  run,
  storedEvents,
  utf8,
} from "../../contract/session-store/samples.ts";
import { aServer, type TestServer } from "../server/server.ts";

/** Cleared, with nothing looked through before: all of it is as it is sent. */
const copy = (
  from: SessionStore,
  to: SessionStore,
  id: string,
  options?: CopyOptions,
): Promise<CopyReport> => copySession(from, to, clearToLeave(id, new Set(), []), options);

const quick = { sleep: async () => undefined, random: () => 0 };

async function aSource(segments = 5): Promise<SessionStore> {
  const store = createMemoryStore();
  await store.putSession(
    aSession("s", { title: "Checkout", counts: { events: 100, clicks: 3 }, endReason: "Done." }),
  );
  for (let i = 0; i < segments; i++)
    await store.putSegment(await aSegment("s", i, run(20, i * 20)));
  await store.putSegment(await aSegment("s", 0, run(4), { tabId: "u" }));
  await store.putAnnotation(anAnnotation("s", "note"));
  await store.putBlob("s", clean(utf8("p { color: red }")));
  return store;
}

async function same(from: SessionStore, to: SessionStore): Promise<void> {
  const [{ rev: _, ...mine }, { rev: __, ...other }] = [
    (await from.getSession("s")) ?? { rev: 0 },
    (await to.getSession("s")) ?? { rev: 0 },
  ];
  expect(other).toEqual(mine);
  expect(await to.listSegments("s")).toEqual(await from.listSegments("s"));
  for (const tabId of ["t", "u"]) {
    expect(await storedEvents(to, "s", tabId)).toEqual(await storedEvents(from, "s", tabId));
  }
  expect(await to.listAnnotations("s")).toEqual(await from.listAnnotations("s"));
  expect(await to.listBlobs("s")).toEqual(await from.listBlobs("s"));
}

/** The server behind a line that loses requests, or the answers to them. */
function flaky(
  server: TestServer,
  fails: (request: Request, nth: number) => "request" | "answer" | Response | null,
) {
  const seen: string[] = [];
  const store = openHttpStore({
    baseUrl: "http://server.test",
    key: server.keys.ingest,
    fetch: async (input, init) => {
      const request = new Request(input as URL, init);
      const failure = fails(request, seen.length);
      seen.push(`${request.method} ${new URL(request.url).pathname}`);
      if (failure === "request") throw new TypeError("connection refused");
      if (failure instanceof Response) return failure;
      const answer = await server.fetch(request);
      if (failure === "answer") throw new TypeError("connection reset");
      return answer;
    },
  });
  return { store, seen };
}

const uploads = (seen: string[]) => seen.filter((line) => /^PUT .*\/segments\//.test(line));

describe("copying a session", () => {
  test("brings all that belongs to it, with an ingest key", async () => {
    const from = await aSource();
    const server = await aServer();
    const report = await copy(from, server.as("ingest"), "s");
    expect(report).toMatchObject({
      segments: { sent: 6, skipped: 0, damaged: [] },
      annotations: 1,
      blobs: 1,
    });
    await same(from, server.store);
  });

  test("R3 sends nothing twice: the second time all is there", async () => {
    const from = await aSource();
    const server = await aServer();
    await copy(from, server.as("ingest"), "s");
    const line = flaky(server, () => null);
    const report = await copy(from, line.store, "s");
    expect(report.segments).toMatchObject({ sent: 0, skipped: 6 });
    expect(uploads(line.seen)).toEqual([]);
    await same(from, server.store);
  });

  test("sends again only what was redacted since", async () => {
    const from = await aSource();
    const server = await aServer();
    await copy(from, server.as("ingest"), "s");
    await from.putSegment(await aSegment("s", 2, run(20, 40, "redacted"), { rev: 1 }));
    const line = flaky(server, () => null);
    expect((await copy(from, line.store, "s")).segments.sent).toBe(1);
    expect(uploads(line.seen)).toEqual(["PUT /v1/sessions/s/tabs/t/segments/2"]);
    await same(from, server.store);
  });

  test("P1 leaves nothing there of what is redacted here while it is being sent", async () => {
    const from = await aSource();
    const to = createMemoryStore();
    let read = 0;
    const racing: SessionStore = {
      ...from,
      async getSegment(...key) {
        const segment = await from.getSegment(...key);
        if (++read === 4) {
          await from.putSegment(await aSegment("s", 0, run(20, 0, "redacted"), { rev: 1 }));
          await from.patchSession("s", clean({ title: "Redacted" }));
        }
        return segment;
      },
    };
    const report = await copy(racing, to, "s", quick);
    expect(report.segments.sent).toBe(7);
    expect((await to.getSession("s"))?.title).toBe("Redacted");
    await same(from, to);
  });

  test("keeps a redaction that the destination has and the source has not", async () => {
    const from = await aSource();
    const server = await aServer();
    await copy(from, server.as("ingest"), "s");
    await server.store.putSegment(await aSegment("s", 2, run(20, 40, "redacted"), { rev: 1 }));
    expect((await copy(from, server.as("ingest"), "s")).segments.sent).toBe(0);
    expect((await server.store.listSegments("s", "t"))[2]?.rev).toBe(1);
  });

  test("seals what is still in the tail first", async () => {
    const from = await aSource();
    await from.appendTail(aBatch("s", 0, run(7, 500)));
    const server = await aServer();
    await copy(from, server.as("ingest"), "s");
    expect(await from.listTails("s")).toEqual([]);
    await same(from, server.store);
  });

  test("reports its progress up to the end", async () => {
    const from = await aSource();
    const seen: CopyProgress[] = [];
    await copy(from, createMemoryStore(), "s", { onProgress: (each) => seen.push(each) });
    expect(seen[0]).toEqual({ done: 0, what: "Sending segment 1 of 6" });
    expect(seen.at(-1)?.done).toBe(1);
    expect(seen.map((each) => each.done)).toEqual(
      seen.map((each) => each.done).toSorted((a, b) => a - b),
    );
  });
});

describe("R3 a push that fails", () => {
  test("R3 rides out single failures, of requests as of answers", async () => {
    const from = await aSource();
    const server = await aServer();
    const line = flaky(server, (_, nth) =>
      nth % 3 === 0 ? "request" : nth % 3 === 1 ? "answer" : null,
    );
    const report = await copy(from, line.store, "s", quick);
    expect(report.segments.damaged).toEqual([]);
    await same(from, server.store);
  });

  test("R3 leaves a valid session that says it is not whole, and goes on from there", async () => {
    const from = await aSource();
    const server = await aServer();
    let sent = 0;
    const line = flaky(server, (request) =>
      request.url.includes("/segments/") && ++sent > 3 ? "request" : null,
    );
    await expect(copy(from, line.store, "s", quick)).rejects.toMatchObject({
      code: "network",
    });
    expect(await server.store.getSession("s")).toMatchObject({
      state: "interrupted",
      endReason: PARTLY_SENT,
    });
    expect(await server.store.listSegments("s")).toHaveLength(3);

    const next = flaky(server, () => null);
    const report = await copy(from, next.store, "s", quick);
    expect(report.segments).toMatchObject({ sent: 3, skipped: 3 });
    expect(uploads(next.seen)).toHaveLength(3);
    await same(from, server.store);
  });

  test("R3 killed at any one request, the next push makes it whole", async () => {
    const from = await aSource(2);
    const whole = flaky(await aServer(), () => null);
    await copy(from, whole.store, "s");
    for (let at = 0; at < whole.seen.length; at++) {
      for (const what of ["request", "answer"] as const) {
        const server = await aServer();
        const dying = flaky(server, (_, nth) => (nth > at ? "request" : nth === at ? what : null));
        await expect(copy(from, dying.store, "s", quick)).rejects.toMatchObject({
          code: "network",
        });
        const next = flaky(server, () => null);
        await copy(from, next.store, "s", quick);
        await same(from, server.store);
        const all = [...uploads(dying.seen.slice(0, at)), ...uploads(next.seen)];
        expect(new Set(all).size).toBe(all.length);
      }
    }
  });

  test("R3 waits as long as the server asks", async () => {
    const from = await aSource();
    const server = await aServer();
    const waits: number[] = [];
    const line = flaky(server, (_, nth) =>
      nth === 2
        ? new Response("busy", { status: 429, headers: { "retry-after": "7" } })
        : nth === 4
          ? new Response("", { status: 503 })
          : null,
    );
    const sleep = async (ms: number) => void waits.push(ms);
    await copy(from, line.store, "s", { sleep, random: () => 0.5 });
    expect(waits).toEqual([7_000, 250]);
    await same(from, server.store);
  });

  test("is not tried again where trying does not help", async () => {
    const from = await aSource();
    const server = await aServer();
    const line = flaky(server, () => null);
    await server.store.deleteSession("s");
    await expect(copy(from, line.store, "s", quick)).rejects.toMatchObject({
      code: "deleted",
    });
    const refused = flaky(server, () => new Response("no such page", { status: 404 }));
    await expect(copy(from, refused.store, "s", quick)).rejects.toMatchObject({
      code: "network",
    });
    expect(refused.seen).toHaveLength(1);
  });

  test("stops where the signal says, and keeps what was sent", async () => {
    const from = await aSource();
    const server = await aServer();
    const stop = new AbortController();
    const onProgress = ({ what }: CopyProgress) => {
      if (what === "Sending segment 3 of 6") stop.abort();
    };
    await expect(
      copy(from, server.as("ingest"), "s", { onProgress, signal: stop.signal }),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(await server.store.listSegments("s")).toHaveLength(2);
    expect((await server.store.getSession("s"))?.state).toBe("interrupted");
  });
});

describe("what is not sent", () => {
  test("a session that is still being recorded", async () => {
    for (const state of ["recording", "paused"] as const) {
      const from = createMemoryStore();
      await from.putSession(aSession("s", { state }));
      const to = createMemoryStore();
      await expect(copy(from, to, "s")).rejects.toMatchObject({ code: "refused" });
      expect(await to.getSession("s")).toBeNull();
    }
  });

  test("one that is not there", async () => {
    await expect(copy(createMemoryStore(), createMemoryStore(), "s")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("P10 a segment in which a secret is left, though the store holds it", async () => {
    const from = await aSource();
    const leaky = run(2, 900).map((event) => ({ ...event, data: { text: "ann@mail.example" } }));
    await from.putSegment(await aSegment("s", 9, leaky));
    const server = await aServer();
    const line = flaky(server, () => null);
    const error = await copy(from, line.store, "s", quick).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "refused" });
    expect(String(error)).toContain("Segment 9 of tab t");
    expect(String(error)).not.toContain("ann@");
    expect(uploads(line.seen).some((path) => path.endsWith("/9"))).toBe(false);
    expect((await server.store.getSession("s"))?.state).toBe("interrupted");
  });

  test("other content under a revision that the destination has", async () => {
    const from = await aSource();
    const to = createMemoryStore();
    await to.putSession(aSession("s"));
    await to.putSegment(await aSegment("s", 1, run(20, 20, "other")));
    await expect(copy(from, to, "s")).rejects.toMatchObject({ code: "conflict" });
  });

  test("R7 a segment that cannot be read: it is named and the rest is sent", async () => {
    const from = await aSource();
    const broken: SessionStore = {
      ...from,
      async getSegment(id, tabId, index) {
        const segment = await from.getSegment(id, tabId, index);
        return segment && index === 1
          ? readBack({ ...segment, gzip: segment.gzip.slice(0, 10) })
          : segment;
      },
    };
    const server = await aServer();
    const report = await copy(broken, server.as("ingest"), "s");
    expect(report.segments).toMatchObject({ sent: 5, damaged: [{ tabId: "t", index: 1 }] });
    expect(await server.store.listSegments("s")).toHaveLength(5);
    expect((await server.store.getSession("s"))?.state).toBe("finished");
  });
});
