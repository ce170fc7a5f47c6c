import { describe, expect, test } from "vitest";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { findCaller, makeFirstKeys, SCOPES } from "../../../sync-server/keys.ts";

describe("keys", () => {
  test("are made once and never shown again", async () => {
    const docs = createMemoryDocs();
    const keys = await makeFirstKeys(docs, 1);
    expect(Object.keys(keys ?? {})).toEqual([...SCOPES]);
    expect(new Set(Object.values(keys ?? {})).size).toBe(3);
    expect(await makeFirstKeys(docs, 2)).toBeNull();
  });

  test("are kept as hashes: nothing stored holds a key or its secret", async () => {
    const docs = createMemoryDocs();
    const keys = await makeFirstKeys(docs, 1);
    const stored = JSON.stringify(await docs.list("keys"));
    for (const key of Object.values(keys ?? {})) {
      expect(stored).not.toContain(key);
      expect(stored).not.toContain(key.split("_").at(-1));
    }
  });

  test("tell their scope", async () => {
    const docs = createMemoryDocs();
    const keys = await makeFirstKeys(docs, 1);
    for (const scope of SCOPES) {
      expect((await findCaller(docs, keys?.[scope] ?? ""))?.scope).toBe(scope);
    }
  });

  test("count only whole: a wrong scope, id, secret or case is nobody", async () => {
    const docs = createMemoryDocs();
    const keys = await makeFirstKeys(docs, 1);
    const read = keys?.read ?? "";
    const last = read.endsWith("0") ? "1" : "0";
    const wrong = [
      "",
      "wmk",
      read.replace("_read_", "_admin_"),
      read.slice(0, -1),
      read.slice(0, -1) + last,
      `${read}0`,
      read.toUpperCase(),
      `wmk_read_${"0".repeat(16)}_${"0".repeat(64)}`,
      `${read.slice(0, 25)}_${(keys?.admin ?? "").split("_").at(-1)}`,
    ];
    for (const key of wrong) expect(await findCaller(docs, key), key).toBeNull();
  });
});
