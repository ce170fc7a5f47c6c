import { describe, expect, it } from "vitest";
import { NO_COUNTS, type Session } from "../../../src/format/session.ts";
import {
  acceptAnnotation,
  acceptBatch,
  acceptBlob,
  acceptPatch,
  acceptSegment,
  acceptSession,
  scanEvents,
} from "../../../src/privacy/accept.ts";

const session: Session = {
  id: "01jd5xk3v8q2m4n6p8r0t2w4y6",
  format: 1,
  title: "Shop",
  site: "shop.example",
  startedAt: 1_763_663_214_000,
  endedAt: null,
  state: "finished",
  origin: "extension",
  metadata: {},
  tabs: [
    { id: "tab-1", title: "Shop", url: "https://shop.example/cart", startedAt: 1_763_663_214_000 },
  ],
  environment: { userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0" },
  privacy: { level: "balanced", hits: { input: 3 } },
  labels: [],
  counts: { ...NO_COUNTS },
  rev: 1,
};

const event = (text: string) => ({
  type: 3,
  data: { source: 0, texts: [{ id: 4, value: text }], attributes: [], removes: [], adds: [] },
  timestamp: 1_763_663_214_001,
});

const batch = (text: string) => ({
  sessionId: session.id,
  tabId: "tab-1",
  producer: "d41d8cd98f00b204e9800998ecf8427e",
  seq: 0,
  firstEventAt: 1_763_663_214_001,
  lastEventAt: 1_763_663_214_001,
  eventCount: 1,
  json: JSON.stringify([event(text)]),
  adds: {},
  hits: {},
});

describe("the doors for what was recorded elsewhere", () => {
  it("P5 takes clean sessions, patches, batches and annotations", () => {
    expect(acceptSession(session)).toEqual(session);
    expect(acceptPatch({ title: "New name" })).toEqual({ title: "New name" });
    expect(acceptBatch(batch("Add to cart"))).toEqual(batch("Add to cart"));
    const note = {
      id: "n1",
      sessionId: session.id,
      offsetMs: 0,
      kind: "bug",
      text: "Broken",
      createdAt: 1,
      editedAt: 1,
    };
    expect(acceptAnnotation(note)).toEqual(note);
  });

  it("P5 refuses what the patterns catch, and names rule and place", () => {
    expect(() => acceptBatch(batch("Mail jane@example.com"))).toThrow(
      /email at \[0\]\.data\.texts\[0\]\.value/,
    );
    expect(() => acceptPatch({ title: "4111 1111 1111 1111" })).toThrow(/card at title/);
    expect(() => acceptSession({ ...session, metadata: { note: "Bearer abc123def456" } })).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
  });

  it("P5 never shows the secret in the refusal, not even as a key", () => {
    const json = JSON.stringify([{ type: 5, data: { "jane@example.com": "x" }, timestamp: 1 }]);
    const hits = scanEvents(json);
    expect(hits).toEqual([{ rule: "email", path: "[0].data.[…]" }]);
  });

  it("R4 refuses wrong shapes as invalid input", () => {
    expect(() => acceptSession({ ...session, surprise: 1 })).toThrow(
      expect.objectContaining({ code: "invalid-input" }),
    );
    expect(() => acceptBatch({ ...batch("x"), json: "[nonsense]" })).toThrow(
      expect.objectContaining({ code: "invalid-input" }),
    );
    expect(() => acceptSegment({ sessionId: "x" }, "[]")).toThrow(
      expect.objectContaining({ code: "invalid-input" }),
    );
  });

  it("P5 checks a segment's text and hands its bytes through untouched", () => {
    const segment = {
      sessionId: session.id,
      tabId: "tab-1",
      index: 0,
      rev: 0,
      firstEventAt: 1,
      lastEventAt: 1,
      eventCount: 1,
      bytes: 10,
      sha256: "a".repeat(64),
      gzip: new Uint8Array([31, 139, 8]),
    };
    expect(acceptSegment(segment, JSON.stringify([event("ok")]))).toEqual(segment);
    expect(() =>
      acceptSegment(segment, JSON.stringify([event("GB82 WEST 1234 5698 7654 32")])),
    ).toThrow(/iban/);
  });

  it("P5 takes pictures, fonts and clean text as blobs, nothing else", () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2]);
    expect(acceptBlob(png)).toBe(png);
    const css = new TextEncoder().encode("a{color:red}");
    expect(acceptBlob(css)).toBe(css);
    expect(() => acceptBlob(new TextEncoder().encode("call jane@example.com"))).toThrow(/email/);
    expect(() => acceptBlob(new Uint8Array([0, 1, 2]))).toThrow(
      expect.objectContaining({ code: "refused" }),
    );
  });

  it("R4 scans ten thousand levels without running out of stack", () => {
    const json = `${'{"a":['.repeat(5_000)}"jane@example.com"${"]}".repeat(5_000)}`;
    expect(scanEvents(`[${json}]`)).toHaveLength(1);
  });
});
