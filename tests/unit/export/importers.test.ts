import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readRecording } from "../../../src/ask/recording.ts";
import { passRecording } from "../../../src/export/importers/import-recording.ts";
import { readForeignFile } from "../../../src/export/importers/read-file.ts";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { decodeUtf8, gunzip } from "../../../src/store/bytes.ts";

const T0 = 1_700_000_000_000;
const at = (offset: number, type = 3, data: unknown = { source: 1, positions: [] }) => ({
  type,
  data,
  timestamp: T0 + offset,
});
const snapshot = (text: string) => ({
  node: {
    type: 0,
    id: 1,
    childNodes: [
      {
        type: 2,
        id: 2,
        tagName: "html",
        attributes: {},
        childNodes: [
          {
            type: 2,
            id: 3,
            tagName: "body",
            attributes: {},
            childNodes: [{ type: 3, id: 4, textContent: text }],
          },
        ],
      },
    ],
  },
  initialOffset: { top: 0, left: 0 },
});

const meta = at(0, 4, { href: "https://shop.example/", width: 800, height: 600 });
const page = at(1, 2, snapshot("Basket"));
const mutation = {
  source: 0,
  adds: [],
  removes: [],
  texts: [{ id: 4, value: "Paid" }],
  attributes: [],
};
const change = at(2, 3, mutation);
const EVENTS = [meta, page, change];

const utf8 = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const read = (content: unknown) =>
  readForeignFile(content instanceof Uint8Array ? content : utf8(content));
type Tabs = Record<string, RecordedEvent[]>;
const tabsOf = async (content: unknown) => ((await read(content)).recording as { tabs: Tabs }).tabs;

/** As PostHog's recorder packs: the gzip of JSON, one character a byte. */
const packed = (value: unknown) => gzipSync(JSON.stringify(value)).toString("latin1");

describe("one recording in the forms that tools write it", () => {
  const FORMS: [string, unknown][] = [
    ["rrweb: events", EVENTS],
    ["rrweb: events by lines", EVENTS.map((event) => JSON.stringify(event)).join("\n")],
    ["rrweb: events under a name", { events: EVENTS }],
    ["Sentiero: what its recorder sends", { sessionId: "s1", windowId: "w", events: EVENTS }],
    ["SpectatorSport: the same", { sessionId: "s1", recordingId: "r", events: EVENTS }],
    [
      "PostHog: a file of 2022",
      { version: "2022-12-02", data: { person: null, snapshotsByWindowId: { w: EVENTS } } },
    ],
    [
      "PostHog: a file of 2023",
      {
        version: "2023-04-28",
        data: { id: "s1", snapshots: EVENTS.map((event) => ({ windowId: "w", ...event })) },
      },
    ],
    ["PostHog: lists by window", { snapshot_data_by_window_id: { w: EVENTS } }],
    ["PostHog: blobs", JSON.stringify({ window_id: "w", data: EVENTS })],
    ["PostHog: later blobs", EVENTS.map((event) => JSON.stringify(["w", event])).join("\n")],
    [
      "PostHog: what its recorder sends",
      [
        {
          event: "$snapshot_items",
          properties: { $session_id: "s1", $window_id: "w", $snapshot_items: EVENTS },
        },
      ],
    ],
    [
      "PostHog: packed",
      [
        {
          event: "$snapshot",
          properties: {
            $window_id: "w",
            $snapshot_data: [
              meta,
              { ...page, cv: "2024-10", data: packed(page.data) },
              {
                ...change,
                cv: "2024-10",
                data: { source: 0, texts: packed(mutation.texts), adds: packed([]), removes: "" },
              },
            ],
          },
        },
      ],
    ],
    ["Sentry: a segment", `{"segment_id":0}\n${JSON.stringify(EVENTS)}`],
    ["Sentry: a segment, its head in a list", `[{"segment_id":0}]\n${JSON.stringify(EVENTS)}`],
    [
      "Sentry: a segment in zlib",
      Buffer.concat([utf8('{"segment_id":0}\n'), deflateSync(JSON.stringify(EVENTS))]),
    ],
    ["Sentry: lists of the API", [[meta, page], [change]]],
    ["gzip", gzipSync(JSON.stringify(EVENTS))],
    ["zlib", deflateSync(JSON.stringify(EVENTS))],
  ];

  test.each(FORMS)("%s", async (name, content) => {
    const { tool, dropped } = await read(content);
    expect([await tabsOf(content), dropped]).toEqual([{ t1: EVENTS }, 0]);
    const told = ["posthog", "sentry", "sentiero"].find((one) =>
      name.toLowerCase().startsWith(one),
    );
    expect(tool).toBe(told ?? "rrweb");
  });

  test("windows become tabs, in the order in which they appear", async () => {
    const lines = [
      ["b", meta],
      ["a", page],
      ["b", change],
    ];
    const tabs = await tabsOf(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(tabs).toEqual({ t1: [meta, change], t2: [page] });
  });

  test("the session is named as its tool names it", async () => {
    const { recording } = await read({ sessionId: "s1", windowId: "w", events: EVENTS });
    expect(recording).toMatchObject({ format: 1, sessionId: "s1" });
  });

  test("Sentry's spans are put where they belong: their time is in seconds", async () => {
    const span = { type: 5, timestamp: (T0 + 1) / 1_000, data: { tag: "performanceSpan" } };
    const { segments } = await readRecording((await read([[meta, change], [span]])).recording, {
      id: "x",
      title: "x",
    });
    const json = decodeUtf8(await gunzip(segments[0]!.gzip, segments[0]!.bytes));
    expect((JSON.parse(json) as RecordedEvent[]).map((event) => event.timestamp - T0)).toEqual([
      0, 1, 2,
    ]);
  });
});

describe("what is not sound", () => {
  test("is left out and its place named", async () => {
    const file = await read([meta, 7, page, { a: 1 }]);
    expect([file.dropped, file.leftOut]).toEqual([
      2,
      ["Entry [1] is no event.", "Entry [3] is no event."],
    ]);
  });

  test("a packed part that is broken, or packed otherwise, costs its event only", async () => {
    const broken = { ...page, cv: "2024-10", data: "\u001f\u008bno" };
    const later = { ...change, cv: "2031-01" };
    const { leftOut, recording } = await read([meta, broken, later]);
    expect(leftOut).toEqual([
      expect.stringMatching(/^Entry \[1\] cannot be unpacked/),
      "Entry [2] is packed in a way that is not known (2031-01).",
    ]);
    expect((recording as { tabs: Tabs }).tabs).toEqual({ t1: [meta] });
  });

  test("many broken entries are counted, and the first twenty named", async () => {
    const { dropped, leftOut } = await read([meta, ...Array.from({ length: 500 }, () => null)]);
    expect([dropped, leftOut.length]).toEqual([500, 20]);
  });

  test("R4 a small file that unpacks to more than a text may have is refused", async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(5_000_000)));
    await expect(readForeignFile(bomb, 1_000_000)).rejects.toThrow("more than the 1000000 bytes");
    const nested = gzipSync(gzipSync(gzipSync("[]")));
    await expect(read(nested)).rejects.toMatchObject({ code: "invalid-input" });
  });

  test.each([
    ["bytes", new Uint8Array([0x81, 0x82, 0x83]), "neither text"],
    ["nesting without an end", JSON.parse("[".repeat(50) + "]".repeat(50)), "nests too deep"],
    ["another tool's error", { detail: "Not found." }, "holds no events"],
    ["a text", "hello", "not JSON"],
  ])("R4 %s: says what it would take", async (_, content, words) => {
    await expect(read(content)).rejects.toThrow(words);
    await expect(read(content)).rejects.toMatchObject({ code: "invalid-input" });
  });

  test("is never half taken for a newer Waymark's", async () => {
    const { recording } = await read({ format: 99, sessionId: "s", tabs: { t1: EVENTS } });
    await expect(readRecording(recording, { id: "x", title: "x" })).rejects.toMatchObject({
      code: "from-the-future",
    });
  });
});

describe("gate 2 for imports", () => {
  async function passed(events: unknown[]) {
    const { recording } = await read([meta, page, ...events]);
    const given = await readRecording(recording, { id: "x", title: "of ann@mail.example" });
    const { session, segments, hits } = await passRecording(given);
    const [segment] = segments;
    const text = decodeUtf8(await gunzip(segment!.gzip, segment!.bytes));
    return { session, hits, text, events: JSON.parse(text) as RecordedEvent[] };
  }

  test("P1 P2 P5 typed values, addresses, titles and texts are masked as in a recording", async () => {
    const input = at(3, 2, {
      ...snapshot("Mail ann@mail.example"),
      node: {
        ...snapshot("").node,
        childNodes: [
          {
            type: 2,
            id: 2,
            tagName: "input",
            attributes: { type: "text", value: "my secret" },
            childNodes: [],
          },
        ],
      },
    });
    const typed = at(4, 3, { source: 5, id: 2, text: "my secret", isChecked: false });
    const link = at(5, 4, { href: "https://shop.example/?token=abc123", width: 1, height: 1 });
    const { session, text, hits } = await passed([input, typed, link]);
    for (const secret of ["my secret", "abc123", "ann@"]) expect(text).not.toContain(secret);
    expect(session.title).toBe("of [email]");
    expect([session.privacy.hits, session.counts.events]).toEqual([
      expect.objectContaining(hits),
      5,
    ]);
  });

  test("P5 P9 what tools tell in events of their own stays, without contents and secrets", async () => {
    const told = [
      at(3, 6, {
        plugin: "rrweb/network@1",
        payload: {
          requests: [
            {
              name: "https://shop.example/api?key=abc",
              requestHeaders: { cookie: "sid=1" },
              responseBody: "private",
              status: 500,
            },
          ],
        },
      }),
      at(4, 5, {
        tag: "breadcrumb",
        payload: { category: "ui.keyDown", data: { key: "q", nodeId: 3 }, message: "body > input" },
      }),
      at(5, 5, {
        tag: "breadcrumb",
        payload: {
          category: "ui.click",
          data: { node: { attributes: { id: "a", value: "typed" } } },
          message: "by ann@mail.example",
        },
      }),
      at(6, 5, { tag: "login", payload: { password: "hunter2", plan: "pro" } }),
      at(7, 5, { tag: "waymark.unheard", payload: {} }),
      at(8, 5, { tag: "waymark.mark", payload: { kind: "bug", text: "here" } }),
    ];
    const { text, events, hits } = await passed(told);
    for (const secret of ["abc", "sid=1", "private", '"q"', "typed", "ann@", "hunter2"]) {
      expect(text).not.toContain(secret);
    }
    expect(events.slice(2).map(({ data }) => data["tag"] ?? data["plugin"])).toEqual([
      "rrweb/network@1",
      "breadcrumb",
      "breadcrumb",
      "login",
      "waymark.mark",
    ]);
    expect(text).toContain('"plan":"pro"');
    expect(hits).toMatchObject({ "request-content": 2, "unknown-event": 1, secret: 1 });
  });

  test("P1 what it passed, it passes again unchanged", async () => {
    const file = readFileSync("tests/fixtures/upstream/sentry-segments.json");
    const given = await readRecording((await readForeignFile(file)).recording, {
      id: "x",
      title: "x",
    });
    const once = await passRecording(given);
    const twice = await passRecording(once);
    expect(twice.segments.map(({ sha256 }) => sha256)).toEqual(
      once.segments.map(({ sha256 }) => sha256),
    );
  });

  test("R4 a recording of nothing that is known is refused", async () => {
    const { recording } = await read([at(0, 99), at(1, 98)]);
    const given = await readRecording(recording, { id: "x", title: "x" });
    await expect(passRecording(given)).rejects.toThrow("Nothing of this recording");
  });
});
