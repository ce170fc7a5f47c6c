import { describe, expect, it, vi } from "vitest";
import type { BrowserSignals } from "../../../src/extension/browser-signals.ts";
import type { Recording, Recordings, RunningSession } from "../../../src/extension/recordings.ts";

const urls = new Map<number, string>();
vi.stubGlobal("chrome", {
  runtime: { id: "w" },
  tabs: {
    get: async (id: number) => {
      if (!urls.has(id)) throw new Error(`No tab with id: ${id}`);
      return { url: urls.get(id) };
    },
  },
});
const { createTabNews, fileOf } = await import("../../../src/extension/tab-news.ts");

const SHOP = "https://shop.example/orders?id=7";
const ITEM = {
  url: "https://files.example/salary.csv?token=hush",
  referrer: SHOP,
  mime: "text/csv",
  totalBytes: 12,
  incognito: false,
};
const FILE = { type: "text/csv", bytes: 12, host: "files.example" };

/** Recorded tabs by address, the first in front; what is told in which. */
function watch(addresses: string[], change: { session?: object; recording?: object } = {}) {
  const session = {
    id: "s",
    status: "recording",
    incognito: false,
    front: { tabId: "t1", at: 0 },
    ...change.session,
  } as RunningSession;
  urls.clear();
  const byId: Record<number, Recording> = {};
  for (const [i, url] of addresses.entries()) {
    urls.set(i + 1, url);
    byId[i + 1] = {
      browserTabId: i + 1,
      sessionId: "s",
      tabId: `t${i + 1}`,
      listed: "page",
      closedAt: null,
      ...change.recording,
    } as Recording;
  }
  const told: unknown[] = [];
  const recordings = {
    recordings: byId,
    byTab: (id: number) => byId[id],
    sessionOf: () => session,
  } as unknown as Recordings;
  const signals = {
    say: async ({ tabId }: Recording, tag: string, payload: unknown, at: number) =>
      void told.push([tabId, tag, payload, at]),
  } as unknown as BrowserSignals;
  return { news: createTabNews(recordings, signals), told };
}

async function toldOf(
  addresses: string[],
  item: Partial<typeof ITEM> & { byExtensionId?: string } = {},
  change = {},
): Promise<unknown[]> {
  const { news, told } = watch(addresses, change);
  await news.download({ ...ITEM, ...item }, 5);
  return told;
}

const inTab = (tabId: string, file: object = FILE) => [
  [tabId, "waymark.browser", { what: "download", file }, 5],
];
const OTHER = "https://other.example/";

describe("a download is told", () => {
  it("in the tab whose address it names, whatever is in front", async () => {
    expect(await toldOf([OTHER, `${SHOP}#top`])).toEqual(inTab("t2"));
  });

  it("in the tab of its origin where it names no more, or nothing", async () => {
    const referrer = "https://shop.example/";
    expect(await toldOf([OTHER, SHOP], { referrer })).toEqual(inTab("t2"));
    const url = "https://shop.example/export.csv";
    const own = { ...FILE, host: "shop.example" };
    expect(await toldOf([OTHER, SHOP], { referrer: "", url })).toEqual(inTab("t2", own));
    const made = "blob:https://shop.example/3f2a";
    const { host: _, ...withoutHost } = FILE;
    expect(await toldOf([OTHER, SHOP], { referrer: "", url: made })).toEqual(
      inTab("t2", withoutHost),
    );
  });

  it("in the one in front of several that could be it, and in none of them where none is", async () => {
    expect(await toldOf([SHOP, SHOP])).toEqual(inTab("t1"));
    const away = { session: { front: { tabId: null, at: 0 } } };
    expect(await toldOf([SHOP, SHOP], {}, away)).toEqual([]);
  });

  it("P7 nowhere when it is of a tab that is not recorded, of a private window, of an extension, or in a pause", async () => {
    expect(await toldOf([OTHER])).toEqual([]);
    expect(await toldOf([SHOP], { incognito: true })).toEqual([]);
    expect(await toldOf([SHOP], { byExtensionId: "x" })).toEqual([]);
    expect(await toldOf([SHOP], {}, { session: { status: "paused" } })).toEqual([]);
    expect(await toldOf([SHOP], {}, { recording: { closedAt: 1 } })).toEqual([]);
    expect(await toldOf([SHOP], {}, { recording: { listed: "place" } })).toEqual([]);
    expect(await toldOf([])).toEqual([]);
  });

  it("P2 by type, size and host, as far as they are known", () => {
    expect(fileOf(ITEM)).toEqual(FILE);
    expect(fileOf({ ...ITEM, finalUrl: "https://cdn.example:8443/x" })).toMatchObject({
      host: "cdn.example:8443",
    });
    expect(fileOf({ ...ITEM, url: "data:text/csv,hush", mime: "", totalBytes: -1 })).toEqual({});
    expect(fileOf({ ...ITEM, mime: "salary.csv" })).not.toHaveProperty("type");
  });
});

it("P7 sound is told of recorded tabs alone, and not in a pause", async () => {
  const { news, told } = watch([SHOP]);
  await news.audible(1, true, 5);
  await news.audible(1, false, 6);
  await news.audible(9, true, 7);
  expect(told).toEqual([
    ["t1", "waymark.browser", { what: "audible" }, 5],
    ["t1", "waymark.browser", { what: "silent" }, 6],
  ]);
  const paused = watch([SHOP], { session: { status: "paused" } });
  await paused.news.audible(1, true, 5);
  expect(paused.told).toEqual([]);
});
