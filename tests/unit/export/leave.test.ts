import { beforeEach, describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { type LeaveOptions, letLeave } from "../../../src/export/leave.ts";
import { inspect, type Manifest } from "../../../src/export/manifest.ts";
import { manifestText, recordLines } from "../../../src/export/manifest-text.ts";
import { exportRrweb } from "../../../src/export/rrweb-json.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import type { DocStore } from "../../../src/store/doc-store.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { copySession } from "../../../src/sync/copy-session.ts";
import {
  aBatch,
  anAnnotation,
  aPatch,
  aSegment,
  aSession,
  clean,
  run,
  T0,
  utf8,
} from "../../contract/session-store/samples.ts";

const signal = (tag: string, payload: object, at: number): RecordedEvent => ({
  type: 5,
  data: { tag: `waymark.${tag}`, payload },
  timestamp: T0 + at,
});
const meta = (href: string, at: number): RecordedEvent => ({
  type: 4,
  data: { href, width: 1, height: 1 },
  timestamp: T0 + at,
});

const first = [
  meta("https://shop.example/a", 0),
  signal("network", { id: "1", phase: "start", how: "fetch" }, 1),
  signal("network", { id: "1", phase: "end", how: "fetch" }, 2),
  signal("error", { what: "error", message: "no" }, 3),
];
const second = [
  meta("https://shop.example/b", 10),
  signal("frame", { what: "shown", id: 4, url: "https://pay.example:8443/frame" }, 11),
];
const leaky = [{ type: 3, data: { source: 1, note: "ann@mail.example" }, timestamp: T0 + 25 }];

let store: SessionStore;
let docs: DocStore;
let shown: Manifest[];

const options = (more: Partial<LeaveOptions> = {}): LeaveOptions => ({
  form: "copy",
  where: "to team.example",
  docs,
  now: () => T0 + 99,
  ask(manifest) {
    shown.push(manifest);
    return true;
  },
  ...more,
});
const leave = (more: Partial<LeaveOptions> = {}, to = createMemoryStore()) =>
  letLeave(store, "s", options(more), (cleared) => copySession(store, to, cleared));
const noted = async () => (await listAudit(docs)).map(({ act, detail }) => [act, detail]);

beforeEach(async () => {
  store = createMemoryStore();
  docs = createMemoryDocs();
  shown = [];
  const tabs = [{ id: "t", title: "Shop", url: "https://shop.example/a", startedAt: T0 }];
  const privacy = { level: "balanced" as const, hits: { input: 2, "mark:rr-mask": 1 } };
  await store.putSession(aSession("s", { title: "Checkout", endedAt: T0 + 50, tabs, privacy }));
  await store.putSegment(await aSegment("s", 0, first));
  await store.putSegment(await aSegment("s", 1, second));
  await store.appendTail(aBatch("s", 0, run(3, 20), { tabId: "u" }));
  await store.putAnnotation(anAnnotation("s", "note"));
  await store.putBlob("s", clean(utf8("p { color: red }")));
});

describe("P10 what leaves is listed", () => {
  test("P10 tabs with their origins and sizes, signals, notes, files, what was masked and what stays", async () => {
    const { manifest } = await inspect(store, "s", "copy");
    const bytes = [first, second].reduce((sum, each) => sum + JSON.stringify(each).length, 0);
    expect(manifest).toMatchObject({
      sessionId: "s",
      title: "Checkout",
      site: "shop.example",
      level: "balanced",
      tabs: [
        {
          tabId: "t",
          origins: ["https://pay.example:8443", "https://shop.example"],
          segments: 2,
          events: 6,
          bytes,
        },
        { tabId: "u", origins: [], segments: 0, events: 3 },
      ],
      annotations: 1,
      blobs: { count: 1, bytes: 16 },
      signals: { network: 1, error: 1, frame: 1 },
      masked: { input: 2, "mark:rr-mask": 1 },
      leaks: [],
    });
    const file = (await inspect(store, "s", "rrweb-json")).manifest;
    expect(file).toMatchObject({ annotations: 1, blobs: { count: 0, bytes: 0 } });
    expect(file.title).toBeUndefined();
    expect(file.notIncluded).toContain("Archived files: 1.");
    const text = manifestText(manifest);
    for (const part of ["2 segments", "https://pay.example:8443", "1 error", "2 form values"]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("mark:");
    expect(recordLines(manifest)[0]).toBe("Its title: Checkout");
    expect(text).toContain("  Its title: Checkout\n");
    expect(recordLines(file)).toEqual([]);
  });

  test("P10 before it does, and a no keeps it here", async () => {
    const to = createMemoryStore();
    await expect(leave({ ask: () => false }, to)).rejects.toMatchObject({ code: "cancelled" });
    expect([await to.getSession("s"), await noted()]).toEqual([null, []]);
    await leave({}, to);
    expect(shown).toHaveLength(1);
    expect((await to.getSession("s"))?.state).toBe("finished");
  });

  test("P10 shows how far the look is, and stops where the signal says", async () => {
    const said: [number, string][] = [];
    await leave({ onProgress: (done, what) => said.push([done, what]) });
    expect(said).toEqual([
      [0, "Looking through segment 1 of 2"],
      [0.5, "Looking through segment 2 of 2"],
      [1, "Looked through"],
    ]);
    const stop = new AbortController();
    const onProgress = (done: number) => done > 0 && stop.abort();
    const stopped = leave({ signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("P10 what leaves is looked through once more", () => {
  const secret = "ann@mail.example";
  const places: [string, () => Promise<unknown>, string, string][] = [
    [
      "an event",
      async () => store.putSegment(await aSegment("s", 2, leaky)),
      "segment 2 of tab t",
      "[0].data.note",
    ],
    [
      "an event of the tail",
      () => store.appendTail(aBatch("s", 1, leaky, { tabId: "u" })),
      "the unsealed end of tab u",
      "[0].data.note",
    ],
    [
      "the record",
      () => store.patchSession("s", aPatch({ title: `Of ${secret}` })),
      "the session's record",
      "title",
    ],
    [
      "a note",
      () => store.putAnnotation(anAnnotation("s", "n2", { text: secret })),
      "the mark n2",
      "text",
    ],
    ["a file", () => store.putBlob("s", clean(utf8(`/* ${secret} */`))), "the file", "(top)"],
  ];
  test.each(places)(
    "P10 a secret in %s keeps all of it here, and is named by rule and place",
    async (_, put, where, path) => {
      await put();
      const to = createMemoryStore();
      const error: unknown = await leave({}, to).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "refused" });
      expect(String(error)).toContain(where);
      expect(String(error)).toContain(`email at ${path}`);
      expect(String(error)).not.toContain(secret);
      expect(shown[0]?.leaks).toMatchObject([{ rule: "email", path }]);
      expect([await to.getSession("s"), await noted()]).toEqual([null, []]);
    },
  );

  test("P10 a leak in an event says which moment it is", async () => {
    await store.putSegment(await aSegment("s", 2, [...run(2, 20), ...leaky]));
    const { leaks } = (await inspect(store, "s", "copy")).manifest;
    expect(leaks[0]?.pointer).toEqual({
      tabId: "t",
      segmentIndex: 2,
      frameIndex: 2,
      offsetMs: 25,
    });
  });

  test("P10 what came after the list is looked through as it leaves", async () => {
    const late = letLeave(store, "s", options({ form: "rrweb-json" }), async (cleared) => {
      await store.putSegment(await aSegment("s", 2, leaky));
      return exportRrweb(store, cleared);
    });
    await expect(late).rejects.toMatchObject({ code: "refused" });
    const lateTail = letLeave(store, "s", options({ form: "rrweb-json" }), async (cleared) => {
      await store.deleteTab("s", "t");
      await store.appendTail(aBatch("s", 7, leaky, { tabId: "u" }));
      return exportRrweb(store, cleared);
    });
    await expect(lateTail).rejects.toMatchObject({ code: "refused" });
  });

  test("P10 a mark that came after the list is looked through as it leaves", async () => {
    const late = letLeave(store, "s", options({ form: "rrweb-json" }), async (cleared) => {
      await store.putAnnotation(anAnnotation("s", "late", { text: secret }));
      return exportRrweb(store, cleared);
    });
    await expect(late).rejects.toThrow(/the mark late still holds email at text/);
  });
});

describe("P10 what leaves is logged", () => {
  test("P10 before a file is handed out, and what cannot be noted stays", async () => {
    const send = (at: DocStore | null) =>
      letLeave(
        store,
        "s",
        options({ form: "rrweb-json", where: "as rrweb JSON", docs: at }),
        (cleared) => exportRrweb(store, cleared),
      );
    await send(docs);
    expect(await listAudit(docs)).toEqual([
      {
        at: T0 + 99,
        act: "export",
        sessionId: "s",
        site: "shop.example",
        detail: expect.stringMatching(
          /^Exported as rrweb JSON: 2 segments, 9 events, \d+ B as JSON, 1 mark\.$/,
        ),
      },
    ]);
    const full: DocStore = { ...docs, add: () => Promise.reject(new Error("The disk is full.")) };
    await expect(send(full)).rejects.toThrow("The disk is full.");
  });

  test("P10 a push when it begins and how it ends, without what the session is called", async () => {
    await leave();
    expect(await noted()).toEqual([
      ["push", expect.stringMatching(/^A push begins to team\.example: 2 segments, .*1 mark/)],
      ["push", "Pushed to team.example."],
    ]);
    const broken = { ...createMemoryStore(), putSegment: () => Promise.reject(new Error("no")) };
    await expect(leave({}, broken)).rejects.toThrow("no");
    expect((await noted()).at(-1)?.[1]).toContain("stopped (unexpected)");
    expect(JSON.stringify(await listAudit(docs))).not.toContain("Checkout");
  });
});

test("R7 what cannot be read is named, and costs itself only", async () => {
  const damaged: SessionStore = {
    ...store,
    async getSegment(id, tabId, index) {
      const segment = await store.getSegment(id, tabId, index);
      return segment && index === 0 ? clean({ ...segment, gzip: new Uint8Array([1]) }) : segment;
    },
  };
  const { manifest } = await inspect(damaged, "s", "copy");
  expect(manifest.tabs[0]).toMatchObject({ segments: 1, events: 2 });
  expect(manifest.notIncluded[0]).toBe("Segment 0 of tab t: it cannot be unpacked.");
});
