import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openHttpStore } from "../../../src/store/http/open.ts";
import { checkSqliteStore } from "../../../src/store/node/check.ts";
import { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { serve } from "../../../sync-server/serve.ts";
import {
  aBatch,
  aSegment,
  aSession,
  run,
  storedEvents,
} from "../../contract/session-store/samples.ts";
import { startServer } from "./child.ts";

const root = mkdtempSync(join(tmpdir(), "waymark-serve-"));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const aFolder = () => join(root, `data-${folders++}`);

describe("serve", () => {
  test("shows its keys at the first start only, and no file in its folder holds them", async () => {
    const folder = aFolder();
    const first = await startServer(folder);
    const keys = Object.values(first.keys ?? {});
    expect(keys).toHaveLength(3);
    const http = openHttpStore({ baseUrl: first.url, key: first.keys?.admin ?? "" });
    await http.putSession(aSession("s"));
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name)).toString("latin1");
      for (const key of keys)
        expect(bytes.includes(key.split("_").at(-1) ?? key), name).toBe(false);
    }
    expect(await first.end("SIGTERM")).toEqual([0, null]);

    const second = await startServer(folder);
    expect(second.keys).toBeUndefined();
    for (const key of keys) expect(second.printed()).not.toContain(key);
    const again = openHttpStore({ baseUrl: second.url, key: first.keys?.read ?? "" });
    expect((await again.getSession("s"))?.id).toBe("s");
    expect(await second.end("SIGINT")).toEqual([0, null]);
  });

  test("keeps its folder and file from other users of the machine", async () => {
    const folder = aFolder();
    const served = await serve({ folder, port: 0 });
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    await served.close();
  });

  test("says when its port is taken, and spends no keys on it", async () => {
    const one = await serve({ folder: aFolder(), port: 0 });
    const port = Number(new URL(one.url).port);
    const folder = aFolder();
    await expect(serve({ folder, port })).rejects.toMatchObject({ code: "conflict" });
    await one.close();
    const two = await serve({ folder, port: 0 });
    expect(two.keys).not.toBeNull();
    await two.close();
  });

  test("takes and gives a segment over a real connection byte for byte", async () => {
    const served = await serve({ folder: aFolder(), port: 0 });
    const http = openHttpStore({ baseUrl: served.url, key: served.keys?.admin ?? "" });
    await http.putSession(aSession("s"));
    const segment = await aSegment("s", 0, run(2_000));
    expect(await http.putSegment(segment)).toBe("stored");
    expect(await http.getSegment("s", "t", 0)).toEqual(segment);
    await served.close();
    await expect(http.getSession("s")).rejects.toMatchObject({ code: "network" });
  });
});

describe("R5 a server that is killed in the middle of writing", () => {
  for (const after of [1, 7, 20]) {
    test(`R5 keeps all that it answered for, opens again and is sound (killed after ${after} answers)`, async () => {
      const folder = aFolder();
      const server = await startServer(folder);
      const http = openHttpStore({ baseUrl: server.url, key: server.keys?.admin ?? "" });
      const answered = await writeUntilKilled(http, after, () => server.end("SIGKILL"));

      const file = join(folder, "waymark.db");
      expect(await checkSqliteStore(file)).toEqual([]);
      const store = openSqliteStore(file);
      for (const { id, segments, batches } of answered) {
        expect(await store.getSession(id)).not.toBeNull();
        const kept = (await store.listSegments(id, "t")).map((info) => info.index);
        for (const index of segments) expect(kept).toContain(index);
        const marks = new Set(
          (await storedEvents(store, id, "u")).map((event) => event.data["mark"]),
        );
        for (const seq of batches) expect(marks).toContain(`b${seq}.0`);
        for (const seq of batches) {
          const again = await store.appendTail(aBatch(id, seq, run(20, seq * 100), { tabId: "u" }));
          expect(again).toEqual({ stored: false });
        }
      }
      await store.close();

      const next = await startServer(folder);
      const after2 = openHttpStore({ baseUrl: next.url, key: server.keys?.admin ?? "" });
      await after2.putSession(aSession("later"));
      expect(await next.end("SIGTERM")).toEqual([0, null]);
    });
  }
});

interface Answered {
  id: string;
  segments: number[];
  batches: number[];
}

/** Four writers at once; when `after` writes were answered the server dies with others under way. */
async function writeUntilKilled(
  http: SessionStore,
  after: number,
  kill: () => Promise<unknown>,
): Promise<Answered[]> {
  let answers = 0;
  let killed: Promise<unknown> | null = null;
  const counted = () => {
    if (++answers >= after) killed ??= kill();
  };
  const writer = async (id: string): Promise<Answered> => {
    const answered: Answered = { id, segments: [], batches: [] };
    await http.putSession(aSession(id));
    try {
      for (let n = 0; n < 1_000; n++) {
        await http.putSegment(await aSegment(id, n, run(500, n * 500)));
        answered.segments.push(n);
        counted();
        await http.appendTail(aBatch(id, n, run(20, n * 100, `b${n}.`), { tabId: "u" }));
        answered.batches.push(n);
        counted();
        if (n % 3 === 2) await http.seal(id, "u", { all: true });
      }
    } catch (error) {
      // That is the kill. Anything else fails the test.
      if ((error as { code?: string }).code !== "network") throw error;
    }
    return answered;
  };
  const all = await Promise.all(["a", "b", "c", "d"].map(writer));
  await killed;
  expect(killed).not.toBeNull();
  return all;
}
