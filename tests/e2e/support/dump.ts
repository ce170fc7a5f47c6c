import type { Page } from "@playwright/test";
import type { ExtensionBrowser } from "./extension.ts";

export const dumpOf = async (browser: ExtensionBrowser): Promise<string> =>
  dumpStorage(await browser.ownPage());

/**
 * Every byte that the extension keeps in IndexedDB and `storage.local`, as text: keys and records as
 * JSON, gzip unpacked. `page` is one of the extension's pages.
 */
export async function dumpStorage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const request = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
    const texts: string[] = [];

    async function add(value: unknown): Promise<void> {
      if (value instanceof ArrayBuffer) return add(new Uint8Array(value));
      if (value instanceof Blob) return add(new Uint8Array(await value.arrayBuffer()));
      if (value instanceof Uint8Array) {
        const gzip = value[0] === 0x1f && value[1] === 0x8b;
        const stream = new Blob([value as Uint8Array<ArrayBuffer>]).stream();
        const bytes = gzip ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
        texts.push(await new Response(bytes).text());
      } else if (typeof value === "object" && value !== null) {
        for (const [key, inner] of Object.entries(value)) {
          texts.push(key);
          await add(inner);
        }
      } else texts.push(String(value));
    }

    /** Large values have parts: the numbered ones follow the first, whose key is theirs without the number. */
    function joined(keys: IDBValidKey[], rows: unknown[]): unknown[] {
      const whole: unknown[] = [];
      let first = "";
      for (const [i, key] of keys.entries()) {
        const [row, last] = [rows[i], whole.at(-1)];
        const isPart = Array.isArray(key) && JSON.stringify(key.slice(0, -1)) === first;
        if (isPart && row instanceof Uint8Array && last instanceof Uint8Array) {
          const both = new Uint8Array(last.length + row.length);
          both.set(last);
          both.set(row, last.length);
          whole[whole.length - 1] = both;
          continue;
        }
        first = JSON.stringify(key);
        whole.push(row);
      }
      return whole;
    }

    for (const { name } of await indexedDB.databases()) {
      const db = await request(indexedDB.open(name!));
      for (const store of db.objectStoreNames) {
        const objects = db.transaction(store).objectStore(store);
        const [keys, rows] = await Promise.all([
          request(objects.getAllKeys()),
          request(objects.getAll() as IDBRequest<unknown[]>),
        ]);
        texts.push(JSON.stringify(keys));
        for (const value of joined(keys, rows)) await add(value);
      }
      db.close();
    }
    await add(await chrome.storage.local.get());
    await add(await chrome.storage.session.get());
    return texts.join("\n");
  });
}

/** How often each object store has a record, e.g. `{"waymark/sessions": 1}`. */
export async function countRecords(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const counts: Record<string, number> = {};
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done, fail) => {
        const asked = indexedDB.open(name!);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
      for (const store of db.objectStoreNames) {
        counts[`${name}/${store}`] = await new Promise((done, fail) => {
          const asked = db.transaction(store).objectStore(store).count();
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => fail(asked.error);
        });
      }
      db.close();
    }
    return counts;
  });
}
