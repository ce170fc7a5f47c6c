import { describe, expect, test } from "vitest";
import {
  aBatch,
  anAnnotation,
  aPatch,
  aSegment,
  aSession,
  clean,
  listAll,
  run,
  utf8,
} from "../../contract/session-store/samples.ts";
import { makeFirstKeys } from "../../../sync-server/keys.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { aServer, json, type TestServer } from "./server.ts";

/** Every route once, with who may call it; the session `s` is the admin's. */
const ROUTES: readonly (readonly [string, string, unknown, "read" | "see" | "write" | "admin"])[] =
  [
    ["GET", "/v1/sessions", null, "see"],
    ["GET", "/v1/sessions/s", null, "see"],
    ["PUT", "/v1/sessions/s", aSession("s"), "write"],
    ["PATCH", "/v1/sessions/s", { title: "x" }, "write"],
    ["DELETE", "/v1/sessions/s", null, "admin"],
    ["POST", "/v1/sessions/s/finish", {}, "write"],
    ["GET", "/v1/sessions/s/segments", null, "see"],
    ["GET", "/v1/sessions/s/tabs/t/segments", null, "see"],
    ["GET", "/v1/sessions/s/tabs/t/segments/0", null, "read"],
    ["PUT", "/v1/sessions/s/tabs/t/segments/0", "", "write"],
    ["PUT", "/v1/sessions/s/tabs/t/bases/0", "", "admin"],
    ["DELETE", "/v1/sessions/s/tabs/t", null, "admin"],
    ["GET", "/v1/sessions/s/tails", null, "see"],
    ["GET", "/v1/sessions/s/tabs/t/tail", null, "read"],
    ["POST", "/v1/sessions/s/tabs/t/tail", {}, "write"],
    ["GET", "/v1/sessions/s/tabs/t/missing", null, "see"],
    ["POST", "/v1/sessions/s/tabs/t/seal", {}, "write"],
    ["GET", "/v1/sessions/s/annotations", null, "read"],
    ["PUT", "/v1/sessions/s/annotations/a", {}, "write"],
    ["GET", "/v1/sessions/s/blobs", null, "see"],
    ["POST", "/v1/sessions/s/blobs", "x", "write"],
    ["GET", `/v1/blobs/${"0".repeat(64)}`, null, "read"],
    ["GET", "/v1/sessions/s/derived/facts", null, "read"],
    ["PUT", "/v1/sessions/s/derived/facts", "x", "admin"],
    ["DELETE", "/v1/sessions/s/derived", null, "admin"],
    ["GET", "/v1/deleted", null, "read"],
  ];

const initOf = (method: string, body: unknown): RequestInit =>
  body === null ? { method } : json(method, body);

async function withSession(): Promise<TestServer> {
  const server = await aServer();
  await server.store.putSession(aSession("s"));
  return server;
}

describe("without a valid key", () => {
  for (const [method, path, body] of ROUTES) {
    test(`${method} ${path} says 401 and nothing else`, async () => {
      const server = await withSession();
      const stranger = await makeFirstKeys(createMemoryDocs(), 0);
      const answers = [
        await server.ask(path, null, initOf(method, body)),
        await server.ask(path, { key: stranger?.admin ?? "" }, initOf(method, body)),
        await server.ask(path, { key: "x" }, initOf(method, body)),
      ];
      for (const answer of answers) {
        expect([answer.status, answer.code]).toEqual([401, "not-allowed"]);
        expect(answer.text).toBe(answers[0]?.text);
      }
      expect(answers[0]?.headers.get("www-authenticate")).toMatch(/^Bearer/);
    });
  }

  test("a key in the address counts for nothing", async () => {
    const server = await withSession();
    for (const name of ["key", "token", "access_token"]) {
      const answer = await server.ask(`/v1/sessions?${name}=${server.keys.admin}`, null);
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain(server.keys.admin);
    }
  });

  test("health is open and tells nothing of what is stored", async () => {
    const server = await withSession();
    const answer = await server.ask("/health", null);
    expect([answer.status, answer.text]).toEqual([200, '{"ok":true,"format":1}']);
  });
});

describe("scopes", () => {
  for (const [method, path, body, needs] of ROUTES) {
    test(`${method} ${path} needs ${needs}`, async () => {
      const forbidden = async (scope: "ingest" | "read" | "admin") => {
        const server = await withSession();
        const { status } = await server.ask(path, scope, initOf(method, body));
        expect([401, 500]).not.toContain(status);
        return status === 403;
      };
      expect(await forbidden("admin")).toBe(false);
      expect(await forbidden("read")).toBe(needs === "write" || needs === "admin");
      // Where it is its own session that counts, others are "not found" to it; a list is cut down.
      expect(await forbidden("ingest")).toBe(
        needs === "read" || needs === "admin" || (method === "PUT" && path === "/v1/sessions/s"),
      );
    });
  }
});

describe("an ingest key", () => {
  test("creates a session, sends all its parts, finishes it and sees what has arrived", async () => {
    const server = await aServer();
    const store = server.as("ingest");
    await store.putSession(aSession("mine", { state: "recording" }));
    await store.putSegment(await aSegment("mine", 0, run(3)));
    expect(await store.appendTail(aBatch("mine", 0, run(2, 10)))).toEqual({ stored: true });
    expect(await store.listTails("mine")).toEqual(["t"]);
    await store.putAnnotation(anAnnotation("mine", "a"));
    const blob = await store.putBlob("mine", clean(utf8("p { color: red }")));
    await store.patchSession("mine", aPatch({ title: "Renamed" }));
    expect(await store.listSegments("mine")).toHaveLength(1);
    expect(await store.listBlobs("mine")).toEqual([blob]);
    const done = await server.ask("/v1/sessions/mine/finish", "ingest", json("POST", {}));
    expect(done.status).toBe(200);
    expect(await store.getSession("mine")).toMatchObject({
      title: "Renamed",
      state: "finished",
      endedAt: run(2, 10)[1]?.timestamp,
    });
    expect(await server.store.listTails("mine")).toEqual([]);
    expect(await server.store.listSegments("mine")).toHaveLength(2);
  });

  test("may not read a recording back, not even its own", async () => {
    const server = await aServer();
    const store = server.as("ingest");
    await store.putSession(aSession("mine"));
    await store.putSegment(await aSegment("mine", 0, run(1)));
    await expect(store.getSegment("mine", "t", 0)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(store.readTail("mine", "t")).rejects.toMatchObject({ code: "not-allowed" });
    await expect(store.listAnnotations("mine")).rejects.toMatchObject({ code: "not-allowed" });
    await expect(store.getDerived({ sessionId: "mine", kind: "facts" })).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(store.deleteSession("mine")).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("cannot tell another's session from one that does not exist", async () => {
    const server = await withSession();
    for (const [method, path, body, needs] of ROUTES) {
      if (!path.startsWith("/v1/sessions/s") || method === "PUT") continue;
      if (needs === "read" || needs === "admin") continue;
      const other = await server.ask(path, "ingest", initOf(method, body));
      const none = await server.ask(
        path.replace("/sessions/s", "/sessions/nobody"),
        "ingest",
        initOf(method, body),
      );
      expect(other.status, path).toBe(404);
      expect(other.text).toBe(none.text.replace("nobody", "s"));
    }
  });

  test("may not write over another's session, nor add to it", async () => {
    const server = await withSession();
    const store = server.as("ingest");
    await expect(store.putSession(aSession("s", { title: "Taken over" }))).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(store.putSegment(await aSegment("s", 0, run(1)))).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(store.appendTail(aBatch("s", 0, run(1)))).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(store.putAnnotation(anAnnotation("s", "a"))).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(store.putBlob("s", clean(utf8("x")))).rejects.toMatchObject({ code: "not-found" });
    expect(await server.store.getSession("s")).toEqual(aSession("s"));
    expect(await server.store.listSegments("s")).toEqual([]);
  });

  test("lists its own sessions only, over pages full of others'", async () => {
    const server = await aServer();
    const store = server.as("ingest");
    for (let i = 0; i < 60; i++) {
      const id = `s${String(i).padStart(2, "0")}`;
      const by = i % 20 === 7 ? store : server.store;
      await by.putSession(aSession(id, { startedAt: 1_000 + i }));
    }
    expect((await listAll(store, { limit: 2 })).ids).toEqual(["s47", "s27", "s07"]);
    expect((await listAll(store)).ids).toEqual(["s47", "s27", "s07"]);
    expect((await listAll(server.as("read"))).ids).toHaveLength(60);
  });

  test("R4 a record that is refused claims no id", async () => {
    const server = await aServer();
    const bad = { ...aSession("s"), title: 7 };
    expect((await server.ask("/v1/sessions/s", "ingest", json("PUT", bad))).status).toBe(400);
    expect(await server.docs.list("owners")).toEqual([]);
  });

  test("sends to an evicted session again, and learns of a deleted one", async () => {
    const server = await aServer();
    const store = server.as("ingest");
    await store.putSession(aSession("a"));
    await store.putSession(aSession("b"));
    await server.store.enforceLimits({ maxSessions: 0 }, 0);
    await store.putSession(aSession("a"));
    await server.store.deleteSession("b");
    await expect(store.putSession(aSession("b"))).rejects.toMatchObject({ code: "deleted" });
  });
});
