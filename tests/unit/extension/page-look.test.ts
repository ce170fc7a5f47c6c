import { beforeEach, expect, test, vi } from "vitest";

interface Injection {
  files?: string[];
  world?: string;
}
/** What the page says in the extension's world, and whether its own world has GPC; null: the browser lets nobody look. */
let page: { word: unknown; gpc: unknown } | null;
let injected: Injection[] = [];
vi.stubGlobal("chrome", {
  runtime: { id: "w" },
  scripting: {
    async executeScript(injection: Injection) {
      injected.push(injection);
      if (page === null) throw new Error("Cannot access contents of the page.");
      return [{ result: injection.files ? null : injection.world ? page.gpc : page.word }];
    },
  },
});
const { createPageLook } = await import("../../../src/extension/page-look.ts");

beforeEach(() => (injected = []));

test.each([
  ["an opt-out", { word: { code: "opt-out", why: "cookie" }, gpc: false }, "opt-out", /by cookie/],
  ["no-record", { word: { code: "opt-out", why: "meta" }, gpc: false }, "opt-out", /the page says/],
  ["GPC of the browser", { word: { code: "gpc", why: "gpc" }, gpc: true }, "gpc", /Global Privacy/],
  ["GPC of the page's world", { word: null, gpc: true }, "gpc", /Global Privacy/],
])("P7 a page under %s is known before Start", async (_, says, code, sentence) => {
  page = says;
  expect(await createPageLook()(7)).toEqual({ code, sentence: expect.stringMatching(sentence) });
});

test("P7 where nothing forbids it, or nobody may look, Start is not refused beforehand", async () => {
  page = { word: null, gpc: false };
  expect(await createPageLook()(7)).toBeNull();
  page = null;
  expect(await createPageLook()(7)).toBeNull();
});

test("P7 a page is looked at once in two seconds, however often the popup asks, and again after that", async () => {
  let now = 0;
  const look = createPageLook(() => now);
  page = { word: null, gpc: false };
  await look(7);
  const once = injected.length;
  await look(7);
  expect(injected).toHaveLength(once);
  expect(injected.filter(({ files }) => files)).toEqual([
    expect.objectContaining({ files: ["/word.js"] }),
  ]);
  page = { word: { code: "opt-out", why: "storage" }, gpc: false };
  now = 2_000;
  expect((await look(7))?.code).toBe("opt-out");
  expect(await look(8)).not.toBeNull();
});
