import { readdirSync, existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { NormalizedEvent } from "../../../src/analysis/event.ts";
import { narrate } from "../../../src/analysis/narrative.ts";
import { csvCell, markdownCode, markdownText } from "../../../src/analysis/written.ts";
import { askEvents } from "../../../src/ask/events.ts";
import { askNarrative, narrativeCsv, narrativeMarkdown } from "../../../src/ask/narrative.ts";
import { readRecording, sourceOf } from "../../../src/ask/recording.ts";
import { askReport, reportMarkdown } from "../../../src/ask/report.ts";
import type { SessionSource } from "../../../src/ask/source.ts";
import { askStats } from "../../../src/ask/stats.ts";
import { askStruggles } from "../../../src/ask/struggles.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { visit } from "./recordings.ts";

let shop: SessionSource;
beforeAll(async () => {
  shop = sourceOf(await readRecording(checkout(), { id: "checkout", title: "c" }), "c");
});

describe("narrative", () => {
  test("tells a visit in sentences: repeats joined, pauses told, masks said", async () => {
    const { source } = await visit();
    const { entries, left } = await askNarrative(source, "visit");
    expect(entries.map(({ text }) => text)).toEqual([
      "Went to http://trails.example/",
      'Click on "Ridge Walk 6 km, 180 m up"',
      "Went to http://trails.example/trail",
      "The user did nothing for 91 s",
      'Click on "Add to basket", 2 times',
      'Click on "Coupon"',
      'Typed in "Coupon" (masked)',
      'Click on "Apply coupon", 5 times',
    ]);
    expect(entries.at(-1)).toMatchObject({ offsetMs: 95_137, frameIndex: 53, events: 5 });
    expect(left).toBe(0);
  });

  test("a request whose method is not known is named once", async () => {
    const told = (event: object) =>
      narrate([{ kind: "network", category: "problem", offsetMs: 0, ...event } as NormalizedEvent]);
    expect(told({ label: "Request /api/a 422" })[0]?.text).toBe("Request /api/a 422");
    expect(told({ label: "POST /api/a 422" })[0]?.text).toBe("Request POST /api/a 422");
  });

  test("is bounded: a limit counts events, the cursor goes on", async () => {
    const first = await askNarrative(shop, "checkout", { limit: 4 });
    expect(first.left).toBeGreaterThan(0);
    const rest = await askNarrative(shop, "checkout", { limit: 0, cursor: first.nextCursor });
    const whole = await askNarrative(shop, "checkout", { limit: 0 });
    expect([...first.entries, ...rest.entries].map(({ text }) => text)).toEqual(
      whole.entries.map(({ text }) => text),
    );
  });

  test("recorded text stays text in Markdown and CSV", async () => {
    const entry = { sessionId: "s", tabId: "t1", segmentIndex: 0, frameIndex: 3, offsetMs: 83_000 };
    const text = '=cmd|"x" <img src=a> [a](b) `c` @all\n# d';
    const answer = {
      sessionId: "s",
      title: "# <b>",
      left: 0,
      entries: [
        {
          ...entry,
          timestamp: "2026-01-01T00:00:00.000Z",
          category: "user" as const,
          text,
          events: 1,
        },
      ],
    };
    const markdown = narrativeMarkdown(answer);
    expect(markdown.split("\n")[0]).toBe("# \\# \\<b\\>");
    expect(markdown).toContain(
      '- **1:23.000** =cmd\\|"x" \\<img src=a\\> \\[a\\]\\(b\\) \\`c\\` @\u200ball \\# d (`t1/0/3`)',
    );
    expect(narrativeCsv(answer).split("\r\n")[1]).toBe(
      '83000,2026-01-01T00:00:00.000Z,user,"\'=cmd|""x"" <img src=a> [a](b) `c` @all # d",t1,0,3',
    );
  });

  test.each([
    ["a``b", "``` a``b ```"],
    ["plain", "`plain`"],
    ["", ""],
  ])("a code span of %j is %j", (text, span) => expect(markdownCode(text)).toBe(span));

  test.each(["=1", "+1", "-1", "@a", "|a", " =1"])("a cell %j is no formula", (text) => {
    expect(csvCell(text)).toBe(`'${text}`);
    expect(markdownText("a\u001b[2J\u202eb")).toBe("a \\[2J b");
  });
});

describe("struggles and report", () => {
  test("findings ranked, near ones one struggle, with a score of all of them", async () => {
    const { score, scoreParts, findings, struggles } = await askStruggles(shop, "checkout");
    expect(findings.map(({ kind }) => kind)).toContain("rage-click");
    const rage = findings.find(({ kind }) => kind === "rage-click")!;
    expect(rage.evidence[0]).toMatchObject({ tabId: "t1", segmentIndex: 0, frameIndex: 21 });
    expect(struggles.find(({ findingIds }) => findingIds.includes(rage.id))?.kinds).toContain(
      "rage-click",
    );
    expect(score).toBeGreaterThan(0);
    const points = scoreParts.reduce((sum, part) => sum + part.points, 0);
    expect(score).toBe(Math.min(100, points));
    const limited = await askStruggles(shop, "checkout", { limit: 1 });
    expect([limited.findings.length, limited.left]).toEqual([1, findings.length - 1]);
    expect(limited.score).toBe(score);
  });

  test("a report has each finding with its steps, the failed requests and the errors", async () => {
    const report = await askReport(shop, "checkout", { limit: 1 });
    expect(report.findings[0]?.steps.map(({ text }) => text)).toContain('Click on "Pay now"');
    const markdown = reportMarkdown(report);
    expect(markdown).toContain("# Friction report: c");
    expect(markdown).toContain("## 1. ");
    expect(markdown).toContain("TypeError: order is undefined");
    expect(markdown).toContain("`POST https://shop.example/v1/orders`: 500");
  });

  test("failed requests are told with what the user did before", async () => {
    const { stats } = await askStats(shop, "checkout");
    expect(stats.requests).toMatchObject({ total: 6, failed: 5, unanswered: 0 });
    expect(stats.requests.failures.map(({ status, after }) => [status, after?.label])).toEqual([
      [404, 'Click on "Apply coupon"'],
      ...Array.from({ length: 4 }, () => [500, 'Click on "Pay now"']),
    ]);
  });
});

const CORPUS = resolve("../shared/corpus/friction");
const files = existsSync(CORPUS)
  ? readdirSync(CORPUS).filter((name) => name.endsWith(".events.json"))
  : [];

describe("labelled recordings", () => {
  test.skipIf(files.length === 0)(
    "are there (skipped where they are not beside the checkout)",
    () => {
      expect(files.length).toBeGreaterThan(20);
    },
  );

  test.for(files)(
    "%s: every question answers, and pages of events join to the whole",
    async (name) => {
      const value: unknown = JSON.parse(readFileSync(resolve(CORPUS, name), "utf8"));
      const source = sourceOf(await readRecording(value, { id: "r", title: name }), name);
      const whole = await askEvents(source, "r", { include: ["all"], limit: 0 });
      const walked = [];
      let cursor: string | undefined;
      do {
        const page = await askEvents(source, "r", { include: ["all"], limit: 17, cursor });
        walked.push(...page.events);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(walked).toEqual(whole.events);
      const { stats, missing } = await askStats(source, "r");
      expect(stats.activeMs + stats.idleMs).toBe(stats.durationMs);
      expect(missing).toBeUndefined();
      const report = await askReport(source, "r");
      expect(reportMarkdown(report)).toContain("# Friction report");
    },
  );
});
