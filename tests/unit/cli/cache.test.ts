import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHttpStore } from "../../../src/store/http/open.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { serve, type Served } from "../../../sync-server/serve.ts";
import {
  aBatch,
  aPatch,
  anAnnotation,
  aSegment,
  aSession,
} from "../../contract/session-store/samples.ts";
import { checkout } from "../../fixtures/recordings/make-checkout.ts";
import { waymark } from "./waymark.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-cache-"));
const cache = join(folder, "cache");
const events = checkout();
const startedAt = events[0]!.timestamp;
let served: Served;
let admin: SessionStore;
let env: Record<string, string>;
let at: string[];

beforeAll(async () => {
  served = await serve({ folder: join(folder, "data"), port: 0, log: () => {} });
  admin = openHttpStore({ baseUrl: served.url, key: served.keys!.admin });
  env = { WAYMARK_KEY: served.keys!.read, WAYMARK_CACHE: cache };
  at = ["--store", served.url];
  await put("done");
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

async function put(id: string, over: Parameters<typeof aSession>[1] = {}): Promise<void> {
  await admin.putSession(aSession(id, { startedAt, endedAt: startedAt + 25_000, ...over }));
  await admin.putSegment(await aSegment(id, 0, events.slice(0, 20)));
  await admin.putSegment(await aSegment(id, 1, events.slice(20)));
  await admin.putAnnotation(anAnnotation(id, "m1"));
}

/** Every file and folder in the cache with its mode. */
function modes(path = cache): [string, string][] {
  const mode = (statSync(path).mode & 0o777).toString(8);
  if (!statSync(path).isDirectory()) return [["file", mode]];
  return [["folder", mode], ...readdirSync(path).flatMap((name) => modes(join(path, name)))];
}

const fetched = async (id: string, ...flags: string[]) =>
  JSON.parse((await waymark(["fetch", id, ...at, ...flags, "--json"], env)).out);

describe("fetch", () => {
  test("P1 keeps a session for this user only: folders 0700, files 0600", async () => {
    const result = await fetched("done");
    expect(result).toMatchObject({
      segments: { fetched: 2, kept: 0 },
      marks: 1,
      state: "finished",
    });
    for (const [what, mode] of modes())
      expect([what, mode]).toEqual([what, what === "file" ? "600" : "700"]);
    expect(modes().length).toBeGreaterThan(3);
  });

  test("what is kept answers as the server does, marks included, and without it", async () => {
    await fetched("done");
    const direct = await waymark(["events", "done", ...at, "--no-cache", "--json"], env);
    const kept = await waymark(["events", "done", ...at, "--json"], env);
    expect(kept).toEqual(direct);
    expect(JSON.parse(kept.out).events.map(({ kind }: { kind: string }) => kind)).toContain("mark");
  });

  test("a session that has ended is not fetched twice; --force does, and reuses nothing", async () => {
    expect((await fetched("done")).segments).toEqual({ fetched: 0, kept: 2 });
    expect((await fetched("done", "--force")).segments).toEqual({ fetched: 2, kept: 0 });
  });

  test("a new revision is brought up to date, and an old copy answers nothing meanwhile", async () => {
    await put("changed");
    await fetched("changed");
    await admin.patchSession("changed", aPatch({ title: "Renamed" }));
    const { out } = await waymark(["stats", "changed", ...at, "--json"], env);
    expect(JSON.parse(out).session.title).toBe("Renamed");
    expect((await fetched("changed")).segments).toEqual({ fetched: 0, kept: 2 });
  });

  test("one that is being recorded is fetched as far as it goes, and again; questions ask the server", async () => {
    await put("live", { state: "recording", endedAt: null });
    await admin.appendTail(
      aBatch("live", 0, [{ type: 0, data: {}, timestamp: startedAt + 26_000 }]),
    );
    expect(await fetched("live")).toMatchObject({ state: "recording", batches: 1 });
    await admin.appendTail(
      aBatch("live", 1, [{ type: 1, data: {}, timestamp: startedAt + 27_000 }]),
    );
    const { out } = await waymark(["events", "live", ...at, "--kind", "lifecycle", "--json"], env);
    expect(JSON.parse(out).events).toHaveLength(2);
    expect(await fetched("live")).toMatchObject({ batches: 2, segments: { fetched: 0, kept: 2 } });
  });

  test("what is deleted on the server goes from the cache with the next question", async () => {
    await put("gone");
    await fetched("gone");
    await admin.deleteSession("gone");
    expect((await waymark(["events", "gone", ...at], env)).code).toBe(3);
    const { out } = await waymark(["cache", "list", "--json"], env);
    expect(JSON.parse(out).sessions.map(({ id }: { id: string }) => id)).not.toContain("gone");
  });

  test("--no-cache reads everything and keeps nothing", async () => {
    await put("passing");
    const result = await fetched("passing", "--no-cache");
    expect(result).toMatchObject({ segments: { fetched: 2, kept: 0 }, file: null });
    const { out } = await waymark(["cache", "list", "--json"], env);
    expect(JSON.parse(out).sessions.map(({ id }: { id: string }) => id)).not.toContain("passing");
  });

  test("a page's address is as good as an id and a store", async () => {
    const { code, out } = await waymark(
      ["stats", `${served.url}/#/sessions/done?t=5`, "--json"],
      env,
    );
    expect([code, JSON.parse(out).sessionId]).toEqual([0, "done"]);
  });

  test("a session that is not there leaves no trace", async () => {
    const before = modes().length;
    expect((await waymark(["fetch", "nobody", ...at], env)).code).toBe(3);
    expect(modes()).toHaveLength(before);
  });
});

describe("cache", () => {
  test("answers while the server is away, and says that it is the copy", async () => {
    const other = await serve({ folder: join(folder, "other"), port: 0, log: () => {} });
    const store = openHttpStore({ baseUrl: other.url, key: other.keys!.admin });
    await store.putSession(aSession("away", { startedAt, endedAt: startedAt + 25_000 }));
    await store.putSegment(await aSegment("away", 0, events));
    const key = { ...env, WAYMARK_KEY: other.keys!.read };
    expect((await waymark(["fetch", "away", "--store", other.url], key)).code).toBe(0);
    await other.close();
    const { code, err, out } = await waymark(
      ["stats", "away", "--store", other.url, "--json"],
      key,
    );
    expect([code, JSON.parse(out).sessionId]).toEqual([0, "away"]);
    expect(err).toEqual([`${other.url} cannot be reached: this is the copy in the cache.`]);
  });

  test("list shows what is kept; clear takes one, then all", async () => {
    const list = await waymark(["cache", "list"], env);
    expect(list.out).toMatch(/^ID +STATE +FETCHED +SIZE +SERVER +TITLE\n/);
    expect(list.out).toContain(served.url);
    expect((await waymark(["cache", "clear", "done"], env)).out).toMatch(/^Cleared 1 session /);
    expect((await waymark(["cache", "clear"], env)).code).toBe(0);
    expect((await waymark(["cache", "list"], env)).out).toMatch(/^Nothing is cached/);
    expect(
      readdirSync(cache, { recursive: true }).filter((name) => /\.db/.test(String(name))),
    ).toEqual([]);
  });
});
