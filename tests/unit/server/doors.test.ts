import { describe, expect, test } from "vitest";
import { aSegment, aSession, gzip, run, utf8 } from "../../contract/session-store/samples.ts";
import { segmentHeaders } from "../../../src/store/http/protocol.ts";
import { BODY_LIMITS } from "../../../sync-server/limits.ts";
import { aServer, json, type TestServer } from "./server.ts";

const SEGMENT = "/v1/sessions/s/tabs/t/segments/0";

async function withSession(): Promise<TestServer> {
  const server = await aServer();
  await server.store.putSession(aSession("s"));
  return server;
}

/** Nothing got in. */
async function untouched(server: TestServer): Promise<void> {
  expect((await server.store.listSessions()).sessions).toEqual([aSession("s")]);
  expect(await server.store.listSegments("s")).toEqual([]);
  expect(await server.store.listTails("s")).toEqual([]);
}

async function segmentInit(
  over: { headers?: Record<string, string>; body?: Uint8Array<ArrayBuffer> } = {},
): Promise<RequestInit> {
  const segment = await aSegment("s", 0, run(3));
  return {
    method: "PUT",
    body: over.body ?? (segment.gzip as Uint8Array<ArrayBuffer>),
    headers: { ...segmentHeaders(segment), ...over.headers },
  };
}

describe("R4 what is malformed", () => {
  const BODIES: readonly (readonly [string, string, string])[] = [
    ["PUT", "/v1/sessions/s", ""],
    ["PUT", "/v1/sessions/s", "{"],
    ["PUT", "/v1/sessions/s", "null"],
    ["PUT", "/v1/sessions/s", "[]"],
    ["PUT", "/v1/sessions/s", '"text"'],
    ["PUT", "/v1/sessions/s", JSON.stringify({ ...aSession("s"), extra: 1 })],
    ["PUT", "/v1/sessions/s", JSON.stringify({ ...aSession("s"), format: 2 })],
    ["PUT", "/v1/sessions/s", JSON.stringify(aSession("other"))],
    ["PUT", "/v1/sessions/s", "[".repeat(100_000)],
    ["PUT", "/v1/sessions/s", '{"format":1,"x":'.repeat(50_000)],
    ["PATCH", "/v1/sessions/s", '{"rev":4}'],
    ["PATCH", "/v1/sessions/s", '{"__proto__":{"title":"x"},"constructor":1}'],
    ["POST", "/v1/sessions/s/finish", '{"endedAt":-1}'],
    ["POST", "/v1/sessions/s/finish", '{"state":"recording"}'],
    ["POST", "/v1/sessions/s/tabs/t/tail", "{}"],
    ["POST", "/v1/sessions/s/tabs/t/seal", '{"all":"yes"}'],
    ["PUT", "/v1/sessions/s/annotations/a", '{"id":"a"}'],
  ];
  for (const [method, path, body] of BODIES) {
    test(`R4 ${method} ${path} refuses ${body.slice(0, 40)} and changes nothing`, async () => {
      const server = await withSession();
      const answer = await server.ask(path, "admin", json(method, body));
      expect(answer.status).toBe(400);
      expect(["invalid-input", "invalid-id", "from-the-future"]).toContain(answer.code);
      await untouched(server);
    });
  }

  test("R4 refuses a body that is not UTF-8", async () => {
    const server = await withSession();
    const text = utf8(JSON.stringify(aSession("s", { title: "x" })));
    text[text.indexOf("x".charCodeAt(0), 30)] = 0xff;
    const answer = await server.ask("/v1/sessions/s", "admin", { method: "PUT", body: text });
    expect([answer.status, answer.code]).toEqual([400, "invalid-input"]);
    await untouched(server);
  });

  for (const id of ["%2e%2e%2fx", "a%00b", "a%2fb", "%20", "a".repeat(129), "%C3%A9"]) {
    test(`R4 refuses the id ${id.slice(0, 20)} in an address`, async () => {
      const server = await withSession();
      for (const path of [`/v1/sessions/${id}`, `/v1/sessions/s/tabs/${id}/segments`]) {
        const answer = await server.ask(path, "admin");
        expect([answer.status, answer.code], path).toEqual([400, "invalid-id"]);
      }
    });
  }

  for (const query of [
    "limit=0",
    "limit=501",
    "limit=1e2",
    "limit=+5",
    "limit=",
    "sort=rev",
    "descending=1",
    "hasErrors=yes",
    "state=gone",
    "startedFrom=-1",
    "cursor=nonsense",
    "colour=red",
    "site=a&site=b",
    "__proto__=x",
    `text=${"x".repeat(3_000)}`,
  ]) {
    test(`R4 refuses the query ${query.slice(0, 30)}`, async () => {
      const server = await withSession();
      const answer = await server.ask(`/v1/sessions?${query}`, "read");
      expect([answer.status, answer.code]).toEqual([400, "invalid-input"]);
    });
  }

  for (const path of ["/v1", "/v1/nothing", "/v1/sessions/s/nothing", "/nothing", "/..%2fx"]) {
    test(`R4 there is nothing at ${path}`, async () => {
      const server = await withSession();
      const answer = await server.ask(path, "admin");
      expect([answer.status, answer.code]).toEqual([404, "not-found"]);
    });
  }
});

describe("R4 a segment", () => {
  test("is stored, and the same again changes nothing (R3)", async () => {
    const server = await withSession();
    const first = await server.ask(SEGMENT, "admin", await segmentInit());
    const again = await server.ask(SEGMENT, "admin", await segmentInit());
    expect([first.text, again.text]).toEqual(['{"outcome":"stored"}', '{"outcome":"unchanged"}']);
    expect(await server.store.listSegments("s")).toHaveLength(1);
  });

  test("comes back as the bytes that were sent, with its headers", async () => {
    const server = await withSession();
    const segment = await aSegment("s", 0, run(3));
    await server.store.putSegment(segment);
    expect(await server.as("read").getSegment("s", "t", 0)).toEqual(segment);
    const answer = await server.ask(SEGMENT, "read");
    expect(answer.headers.get("content-type")).toBe("application/gzip");
    expect(answer.headers.get("content-encoding")).toBeNull();
  });

  test("with other content under the same rev is a conflict, and the first stays", async () => {
    const server = await withSession();
    await server.ask(SEGMENT, "admin", await segmentInit());
    const other = await aSegment("s", 0, run(2));
    const answer = await server.ask(SEGMENT, "admin", {
      method: "PUT",
      body: other.gzip as Uint8Array<ArrayBuffer>,
      headers: segmentHeaders(other),
    });
    expect([answer.status, answer.code]).toEqual([409, "conflict"]);
    expect((await server.store.listSegments("s"))[0]?.eventCount).toBe(3);
  });

  for (const [what, headers] of [
    ["hash", { "waymark-sha256": "0".repeat(64) }],
    ["hash that is none", { "waymark-sha256": "abc" }],
    ["count", { "waymark-event-count": "4" }],
    ["count that is none", { "waymark-event-count": "three" }],
    ["size", { "waymark-bytes": "5" }],
    ["larger size", { "waymark-bytes": "5000" }],
    ["time", { "waymark-first-event-at": "" }],
    ["rev", { "waymark-rev": "-1" }],
  ] as const) {
    test(`with a wrong ${what} is refused and nothing is stored`, async () => {
      const server = await withSession();
      const answer = await server.ask(SEGMENT, "admin", await segmentInit({ headers }));
      expect([answer.status, answer.code]).toEqual([400, "invalid-input"]);
      await untouched(server);
    });
  }

  test("that is no gzip, or cut off, is refused", async () => {
    const server = await withSession();
    const whole = await aSegment("s", 0, run(3));
    for (const body of [utf8("[]"), whole.gzip.slice(0, 20), new Uint8Array()]) {
      const answer = await server.ask(
        SEGMENT,
        "admin",
        await segmentInit({ body: body as Uint8Array<ArrayBuffer> }),
      );
      expect([answer.status, answer.code]).toEqual([400, "invalid-input"]);
    }
    await untouched(server);
  });

  test("that is a gzip bomb is unpacked no further than it declares", async () => {
    const server = await withSession();
    const bomb = await gzip(new Uint8Array(200_000_000));
    expect(bomb.length).toBeLessThan(BODY_LIMITS.segmentGzip);
    const before = process.memoryUsage().arrayBuffers;
    const small = await server.ask(SEGMENT, "admin", await segmentInit({ body: bomb }));
    expect([small.status, small.code]).toEqual([400, "invalid-input"]);
    const headers = { "waymark-bytes": "200000000" };
    const honest = await server.ask(SEGMENT, "admin", await segmentInit({ body: bomb, headers }));
    expect([honest.status, honest.code]).toEqual([413, "invalid-input"]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    await untouched(server);
  });
});

describe("R4 size", () => {
  test("a body that says it is too large is not read", async () => {
    const server = await withSession();
    const headers = { "content-length": String(BODY_LIMITS.session + 1) };
    const answer = await server.ask("/v1/sessions/s", "admin", {
      ...json("PUT", aSession("s")),
      headers,
    });
    expect([answer.status, answer.code]).toEqual([413, "invalid-input"]);
  });

  test("a body without a length is read up to the limit and no further", async () => {
    const server = await withSession();
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 100_000;
        controller.enqueue(new Uint8Array(100_000).fill(32));
      },
    });
    const answer = await server.ask("/v1/sessions/s", "admin", {
      method: "PUT",
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect([answer.status, answer.code]).toEqual([413, "invalid-input"]);
    expect(pulled).toBeLessThan(BODY_LIMITS.session * 2);
    await untouched(server);
  });
});

describe("errors", () => {
  test("R6 what fails inside is logged, and told without its details", async () => {
    const server = await withSession();
    server.store.listSessions = async () => {
      throw new Error("secret path /var/lib/x");
    };
    const answer = await server.ask("/v1/sessions", "read");
    expect([answer.status, answer.code]).toEqual([500, "internal"]);
    expect(answer.text).not.toContain("secret path");
    expect(server.log.join()).toContain("GET /v1/sessions failed: secret path");
  });
});
