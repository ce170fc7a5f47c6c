import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PROVIDERS } from "../../../cli/llm/providers.ts";
import { askModel } from "../../../cli/llm/send.ts";
import { MOST_CHARS, storyOf } from "../../../cli/llm/story.ts";
import type { NarrativeEntry } from "../../../src/analysis/narrative.ts";
import { letTextLeave } from "../../../src/export/leave-text.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import { openSqliteDocs } from "../../../src/store/node/sqlite-docs.ts";
import { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import { aSegment, aSession } from "../../contract/session-store/samples.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { CHECKOUT, waymark } from "./waymark.ts";

const KEY = "sk-test-0123456789abcdefghij";
const CONFIRM = "--confirm-external-llm-export";
const REPORT =
  "It failed at payment [t1/0/15]. See ![x](https://evil.example/p) <img src=y> [t9/9/9].";

interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  // oxlint-disable-next-line typescript/no-explicit-any -- a body of either provider
  body: any;
}
interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Never answers. */
  hangs?: boolean;
}

/** Stands in for either provider: keeps what it was asked, and answers what a test says. */
let server: Server;
let base: string;
const asked: Asked[] = [];
let reply: Reply;
const folder = mkdtempSync(join(tmpdir(), "waymark-llm-"));
const file = join(folder, "mine.db");

/** As the Messages API answers. */
const message = (more: object = {}) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-5",
  content: [
    { type: "thinking", thinking: "hm", signature: "" },
    { type: "text", text: REPORT },
  ],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
  ...more,
});
/** As the Chat Completions API answers. */
const completion = (choice: object = {}, text: object = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-5-mini",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: REPORT, refusal: null, ...text },
      finish_reason: "stop",
      ...choice,
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      asked.push({ path, headers, body: JSON.parse(text) });
      if (reply.hangs) return;
      response.writeHead(reply.status ?? 200, reply.headers ?? {});
      response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = openSqliteStore(file);
  const events = checkout();
  const startedAt = events[0]!.timestamp;
  await store.putSession(aSession("s", { startedAt, endedAt: startedAt + 25_000 }));
  await store.putSegment(await aSegment("s", 0, events));
  await store.close();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
  reply = { body: message() };
});

const anthropic = (args: string[] = [], env: Record<string, string> = { ANTHROPIC_API_KEY: KEY }) =>
  waymark(["report", CHECKOUT, "--llm", CONFIRM, "--llm-base-url", base, ...args], env);
const openai = (args: string[] = []) =>
  waymark(
    ["report", CHECKOUT, "--llm", CONFIRM, "--llm-provider", "openai", "--llm-base-url"].concat(
      `${base}/v1/`,
      args,
    ),
    { OPENAI_API_KEY: KEY },
  );

describe("P10 nothing leaves unless somebody says so", () => {
  test("P10 without the confirmation it says what would leave and where to, and sends nothing", async () => {
    const { code, out, err } = await waymark(
      ["report", CHECKOUT, "--llm", "--llm-base-url", base],
      { ANTHROPIC_API_KEY: KEY },
    );
    expect([code, out, asked]).toEqual([5, "", []]);
    expect(err.join()).toContain(`to ${base} (Anthropic's protocol, model claude-sonnet-5)`);
    expect(err.join()).toMatch(
      /^waymark: Nothing was sent\. .*what was clicked.*60,000 characters/,
    );
    expect(err.join()).toContain(CONFIRM);
  });

  test("P10 a dry run shows the request and sends nothing, with or without key and confirmation", async () => {
    for (const env of [{}, { ANTHROPIC_API_KEY: KEY }] as Record<string, string>[]) {
      const { code, out, err } = await anthropic(["--llm-dry-run", "--json"], env);
      expect([code, asked]).toEqual([0, []]);
      const { model } = JSON.parse(out) as { model: { text: null; request: Asked } };
      expect(model.text).toBeNull();
      expect(err.join("\n")).toContain('0:03.000 [t1/0/7] user: Click on "Apply coupon"');
      expect(out + err.join()).not.toContain(KEY);
    }
  });

  test.each([
    [["--llm", CONFIRM], {}, /Set ANTHROPIC_API_KEY/],
    [["--llm", CONFIRM], { ANTHROPIC_API_KEY: "a b" }, /holds something that no key has/],
    [["--llm", "--llm-provider", "acme"], {}, /takes anthropic or openai/],
    [["--llm", "--llm-model", "a b"], {}, /name of a model/],
    [["--llm", "--llm-base-url", "http://api.example"], {}, /https address/],
    [["--llm", "--llm-base-url", "https://u:p@api.example"], {}, /https address/],
    [["--llm", "--llm-base-url", "ftp://api.example"], {}, /https address/],
    [[CONFIRM], {}, /is for --llm/],
  ])("%j is wrong use, and nothing is sent", async (args, env, sentence) => {
    const ran = await waymark(["report", CHECKOUT, ...args], env as Record<string, string>);
    expect([ran.code, ran.err.join(), asked]).toEqual([2, expect.stringMatching(sentence), []]);
  });
});

describe("P10 what leaves", () => {
  test("P10 is the narrative alone, shown before as it is sent, and never the key", async () => {
    const { code, out, err } = await anthropic();
    expect(code).toBe(0);
    expect(asked).toHaveLength(1);
    const { path, headers, body } = asked[0]!;
    expect(path).toBe("/v1/messages");
    expect(headers).toMatchObject({
      "x-api-key": KEY,
      "anthropic-version": "2023-06-01",
      "content-type": "application/json",
    });
    expect(Object.keys(body)).toEqual(["model", "max_tokens", "system", "messages"]);
    expect(body.messages).toHaveLength(1);
    const shown = err.join("\n");
    expect(shown).toContain(
      `----- system\n${body.system}\n----- user\n${body.messages[0].content}\n-----`,
    );
    expect(shown).toContain(`to ${base}/v1/messages`);
    expect(shown + out).not.toContain(KEY);
    expect(out).toContain("## Written by claude\\-sonnet\\-5");
  });

  test("P10 goes to the other provider in the shape that it takes", async () => {
    reply = { body: completion() };
    const { code, err } = await openai(["--llm-model", "gpt-5.5"]);
    expect(code).toBe(0);
    const { path, headers, body } = asked[0]!;
    expect([path, headers.authorization]).toEqual(["/v1/chat/completions", `Bearer ${KEY}`]);
    expect(Object.keys(body)).toEqual(["model", "max_completion_tokens", "messages"]);
    expect(body.model).toBe("gpt-5.5");
    expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(["system", "user"]);
    expect(err.join("\n")).toContain(body.messages[1].content);
  });

  test("what pages wrote stands between two lines that they cannot write, as untrusted data", async () => {
    await anthropic();
    const lines = (asked[0]!.body.messages[0].content as string).split("\n");
    const fence = lines[2]!;
    expect(fence).toMatch(/^waymark-data-[0-9a-f]{16}$/);
    expect(lines.filter((line) => line === fence)).toHaveLength(2);
    expect(lines[0]).toContain("untrusted data");
    await anthropic();
    expect(asked[1]!.body.messages[0].content).not.toContain(fence);
  });

  test("P10 is redacted once more, whoever recorded it, and on one line each", () => {
    const text =
      "Went to https://a.example/?t=1 as ann@mail.example, call 212-555-0187\nwaymark-data";
    const { lines, redacted } = storyOf({ entries: [anEntry({ text })], left: 0 });
    expect(lines).toEqual([expect.stringContaining("[email]")]);
    expect(lines[0]).not.toMatch(/ann@|212-555|t=1|\n/);
    expect(redacted).toMatchObject({ email: 1, phone: 1 });
  });

  test("is bounded: what users did and what failed comes first, and what had no room is counted", () => {
    const entries = Array.from({ length: 3_000 }, (_, i) =>
      anEntry({ text: "x".repeat(50), frameIndex: i, category: i % 3 === 0 ? "user" : "network" }),
    );
    const { lines, left } = storyOf({ entries, left: 7 });
    expect(lines.join("\n").length).toBeLessThanOrEqual(MOST_CHARS);
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.every((line) => line.includes("user:"))).toBe(true);
    expect(left).toBe(7 + 3_000 - lines.length);
  });

  test("P10 is noted in the audit log before it does, by host and model, never by what it says", async () => {
    reply = { status: 500, body: "" };
    const store = ["--store", `sqlite:${file}`];
    const args = ["report", "s", ...store, "--llm", CONFIRM, "--llm-base-url", base];
    expect((await waymark(args, { ANTHROPIC_API_KEY: KEY })).code).toBe(6);
    await waymark([...args, "--llm-dry-run"]);
    const docs = openSqliteDocs(file);
    const log = await listAudit(docs);
    await docs.close();
    expect(log).toMatchObject([{ act: "export", sessionId: "s", site: "shop.example" }]);
    expect(log[0]!.detail).toMatch(
      /^Sent its narrative to 127\.0\.0\.1:\d+ for the language model claude-sonnet-5: \d+ lines, \d+ characters\.$/,
    );
  });

  test("P10 a text in which something is found stays here, and is named by rule and place", async () => {
    let sent = 0;
    const text = "fine\nof ann@mail.example";
    const leaving = {
      sessionId: "s",
      site: "",
      text,
      what: "it",
      ask: () => true,
      docs: null,
      now: Date.now,
    };
    const left = letTextLeave(leaving, async () => void sent++);
    await expect(left).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("the text still holds email at lines[1]") as string,
    });
    const no = letTextLeave(
      { ...leaving, text: "fine", ask: () => false },
      async () => void sent++,
    );
    await expect(no).rejects.toMatchObject({ code: "cancelled" });
    expect(sent).toBe(0);
  });
});

describe("what comes back", () => {
  test("is told as written by a model, with what it invented, and fetches nothing", async () => {
    const { out } = await anthropic();
    expect(out).toContain("Check each claim at its pointer.");
    expect(out).toContain("It cites what it was not told of: t9/9/9.");
    expect(out).toContain("payment [t1/0/15]");
    expect(out).not.toMatch(/!\[x\]|\]\(https|<img|thinking|hm/);
  });

  test("goes into the file of --out, which others may not read", async () => {
    const to = join(folder, "report.md");
    await anthropic(["--out", to]);
    expect(readFileSync(to, "utf8")).toContain("## Written by");
  });

  test.each<[string, Reply["body"]]>([
    ["anthropic", message({ stop_reason: "max_tokens" })],
    ["openai", completion({ finish_reason: "length" })],
  ])("says when it broke off (%s)", async (name, body) => {
    reply = { body };
    const { code, out } = await (name === "openai" ? openai() : anthropic());
    expect([code, out]).toEqual([0, expect.stringContaining("came to its limit and broke off")]);
  });

  test.each<[string, number, Reply, RegExp]>([
    [
      "no key",
      5,
      { status: 401, body: { error: { message: `Bad ${KEY}` } } },
      /key in ANTHROPIC_API_KEY\.$/,
    ],
    ["no right", 5, { status: 403, body: {} }, /does not allow this key/],
    ["no model", 4, { status: 404, body: {} }, /knows no model "claude-sonnet-5"/],
    [
      "too long",
      4,
      {
        status: 400,
        body: { type: "error", error: { message: "prompt is too long: 9 tokens > 8" } },
      },
      /too long for "claude-sonnet-5": name one that reads more.*9 tokens > 8/,
    ],
    ["too large", 4, { status: 413, body: "" }, /too long for/],
    [
      "another refusal",
      4,
      { status: 400, body: { error: { message: `odd ${KEY} of ann@mail.example\u001b[2J` } } },
      /refused the request \(400\)\. It says: odd \[key\] of \[email\] \[2J$/,
    ],
    ["too many", 6, { status: 429, headers: { "retry-after": "7" }, body: {} }, /again in 7 s/],
    ["overload", 6, { status: 529, body: {} }, /overloaded \(529\): try again later/],
    ["a proxy's page", 6, { status: 502, body: "<html>" }, /\(502\)/],
    ["no JSON", 6, { body: "<html>" }, /not JSON/],
    ["another shape", 6, { body: { type: "message" } }, /not of the shape/],
    ["no text", 6, { body: message({ content: [] }) }, /no text/],
    [
      "an unknown ending",
      6,
      { body: message({ stop_reason: "tool_use" }) },
      /an ending "tool_use"/,
    ],
    ["a refusal", 5, { body: message({ stop_reason: "refusal" }) }, /refused to answer.*has left/],
    ["too much", 6, { body: "x".repeat(1_100_000) }, /larger than 1000000 bytes/],
  ])("%s exits %i with one sentence and without the key", async (_, code, answer, sentence) => {
    reply = answer;
    const ran = await anthropic();
    expect([ran.code, ran.out, ran.err.at(-1)]).toEqual([
      code,
      "",
      expect.stringMatching(sentence),
    ]);
    expect(ran.err.join("\n")).not.toContain(KEY);
  });

  test.each([
    ["a refusal", completion({}, { content: null, refusal: "No." })],
    ["a filter", completion({ finish_reason: "content_filter" })],
  ])("%s of the other provider is told as one", async (_, body) => {
    reply = { body };
    const { code, err } = await openai();
    expect([code, err.at(-1)]).toEqual([5, expect.stringContaining("refused to answer")]);
  });

  test("a redirect is not followed: neither text nor key goes where it leads", async () => {
    reply = {
      status: 307,
      headers: { location: `${base.replace("127.0.0.1", "localhost")}/v1/x` },
      body: "",
    };
    const { code, err } = await anthropic();
    expect([code, asked.length]).toEqual([6, 1]);
    expect(err.at(-1)).toMatch(/sends on to localhost:\d+, where nothing was sent/);
  });

  test("a server that does not answer, or is not there, ends with a sentence; so does a cancel", async () => {
    reply = { hangs: true };
    const endpoint = {
      provider: PROVIDERS.anthropic,
      url: new URL(`${base}/v1/messages`),
      model: "m",
    };
    const leaving = {
      sessionId: "s",
      site: "",
      text: "t",
      what: "it",
      ask: () => true,
      docs: null,
      now: Date.now,
    };
    const asking = (signal: AbortSignal, url = endpoint.url) =>
      letTextLeave(leaving, (cleared) =>
        askModel({ ...endpoint, url }, "s", cleared, { key: KEY, signal, timeoutMs: 200 }),
      );
    const { signal } = new AbortController();
    await expect(asking(signal)).rejects.toMatchObject({
      code: "network",
      message: expect.stringContaining("did not answer within") as string,
    });
    await expect(asking(AbortSignal.timeout(50))).rejects.toMatchObject({ code: "cancelled" });
    await expect(asking(signal, new URL("http://127.0.0.1:1/"))).rejects.toMatchObject({
      message: expect.stringContaining("could not be reached") as string,
    });
  });
});

function anEntry(more: Partial<NarrativeEntry>): NarrativeEntry {
  return {
    sessionId: "s",
    tabId: "t1",
    segmentIndex: 0,
    frameIndex: 0,
    offsetMs: 0,
    timestamp: "2026-01-01T00:00:00.000Z",
    category: "user",
    text: "",
    events: 1,
    ...more,
  };
}
