import { describe, expect, test } from "vitest";
import { privacyReport } from "../../../src/export/privacy-report.ts";
import { reportFile } from "../../../src/export/report-file.ts";
import type { SegmentInfo } from "../../../src/format/session.ts";
import type { AuditEntry } from "../../../src/store/audit-log.ts";
import { anAnnotation, aSegment, aSession, run, T0 } from "../../contract/session-store/samples.ts";

const hits = {
  email: 1,
  input: 12,
  "custom:order": 2,
  "mark:data-sentry-mask": 3,
  "mark:selector": 9,
  canvas: 4,
  malformed: 0,
};
const consent = { source: "cookie-banner", version: "7", at: T0 - 10 };
const session = aSession("s", {
  title: "A title of the page",
  endedAt: T0 + 83_000,
  privacy: { level: "strict", consent, hits },
});
const log: AuditEntry[] = [
  { at: T0, act: "start", sessionId: "s", detail: "Recording started." },
  { at: T0 + 1, act: "export", sessionId: "other", detail: "Of another session." },
  { at: T0 + 2, act: "export", sessionId: "s", detail: "Exported as <b>rrweb</b> JSON." },
];
const gaps = [{ tabId: "t", fromOffsetMs: 1_000, toOffsetMs: 9_000, why: "No & permission." }];
const segments = async (): Promise<SegmentInfo[]> => [
  await aSegment("s", 0, run(2)),
  await aSegment("s", 1, run(2, 9), { rev: 2 }),
];
const marks = [
  anAnnotation("s", "a", { text: "A note of a person" }),
  anAnnotation("s", "b", { text: "", deleted: true }),
];
const report = async () => privacyReport(session, await segments(), gaps, log, marks);

describe("the privacy report of a session", () => {
  test("tells rules, marks and what was left out apart, most first", async () => {
    expect(await report()).toMatchObject({
      level: "strict",
      masked: [
        { rule: "input", name: "Form values", count: 12 },
        { rule: "custom:order", name: "Own pattern: order", count: 2 },
        { rule: "email", name: "E-mail addresses", count: 1 },
      ],
      marks: [
        { mark: "selector", from: "Settings", elements: 9 },
        { mark: "data-sentry-mask", from: "Sentry", elements: 3 },
      ],
      dropped: [{ rule: "canvas", name: "Canvas pictures", count: 4 }],
      redactedSegments: 1,
      annotations: 1,
      consent,
      audit: [log[0], log[2]],
    });
  });

  test("P10 holds nothing of what was recorded", async () => {
    const made = await report();
    for (const kind of ["json", "html"] as const) {
      expect(reportFile(made, kind).text).not.toMatch(/A title of the page|A note of a person/);
    }
  });

  test("is saved for programs as it is, and for people as one page that loads and runs nothing", async () => {
    const made = await report();
    const json = reportFile(made, "json");
    expect([json.fileName, JSON.parse(json.text)]).toEqual(["waymark-privacy-s.json", made]);
    const { fileName, text, type } = reportFile(made, "html");
    expect([fileName, type]).toEqual(["waymark-privacy-s.html", "text/html"]);
    for (const words of [
      "Form values",
      "Sentry",
      "No &amp; permission.",
      "cookie-banner",
      "1:23",
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain("Exported as &lt;b&gt;rrweb&lt;/b&gt; JSON.");
    expect(text).not.toMatch(/<script|<link|<img|src=|https?:/);
    expect(text).toContain("default-src 'none'");
  });

  test("says what is not known or did not happen", () => {
    const bare = privacyReport(aSession("s"), [], null, []);
    const { text } = reportFile(bare, "html");
    for (const words of [
      "Nothing had to be masked.",
      "The settings asked for no consent",
      "was not read for this",
    ]) {
      expect(text).toContain(words);
    }
  });
});
