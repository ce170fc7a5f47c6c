import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, test } from "vitest";
import { getParts, putParts } from "../../../src/store/indexeddb/parts.ts";

type Key = [string, number];
let databases = 0;

async function openParts() {
  const db = await openDB(`parts-${databases++}`, 1, {
    upgrade: (made) => void made.createObjectStore("all"),
  });
  const store = () => db.transaction("all", "readwrite").objectStore("all");
  return {
    store,
    put: (key: Key, bytes: Uint8Array) => putParts<Key>(store(), key, bytes),
    get: (key: Key) => getParts<Key>(store(), key),
  };
}

const bytesOf = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed) % 251);

test.each([0, 1, 61_439, 61_440, 61_441, 122_880, 200_000])(
  "%i bytes come back, and none of it is left when fewer take their place",
  async (length) => {
    const { put, get, store } = await openParts();
    await put(["a", 2], bytesOf(100_000, 5));
    await put(["a", 1], bytesOf(length, 1));
    expect(await get(["a", 1])).toEqual(bytesOf(length, 1));
    await put(["a", 1], bytesOf(10, 2));
    expect(await get(["a", 1])).toEqual(bytesOf(10, 2));
    expect(await get(["a", 2])).toEqual(bytesOf(100_000, 5));
    expect(await store().count()).toBe(3);
  },
);

test("no value needs a file of its own, also where it is a view of a larger buffer", async () => {
  const { put, store } = await openParts();
  await put(["a", 1], bytesOf(300_000, 1).subarray(7, 250_007));
  const values = (await store().getAll()) as Uint8Array[];
  expect(Math.max(...values.map(({ buffer }) => buffer.byteLength))).toBeLessThan(64 * 1024);
});

test("what an older version stored whole is read as it is; what is no bytes is not there", async () => {
  const { get, store } = await openParts();
  await store().put(bytesOf(200_000, 3), ["a", 1]);
  expect(await get(["a", 1])).toEqual(bytesOf(200_000, 3));
  await store().put("spoilt", ["a", 1]);
  expect(await get(["a", 1])).toBeNull();
  expect(await get(["a", 9])).toBeNull();
});
