import { expect, type Page, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import {
  checkStored,
  makeSessions,
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";
import { mountSmallDisk } from "./support/small-disk.ts";

const DAY = 86_400_000;
const MB = 1_000_000;

let fixtures: FixtureServer;
test.beforeAll(async () => {
  fixtures = await serveFixtures();
});
test.afterAll(async () => {
  await fixtures?.close();
});

const ids = async (browser: ExtensionBrowser) =>
  (await storedSessions(browser)).map(({ id }) => id).toSorted();

async function openPage(browser: ExtensionBrowser, path: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(browser.url(path));
  return page;
}

test.describe("retention", () => {
  test("shows what would go, asks, removes exactly that, and tells of it in the library", async () => {
    const browser = await launchExtension();
    try {
      await makeSessions(browser, [
        { id: "oldest", title: "Oldest", ageMs: 50 * DAY, bytes: 100_000 },
        { id: "older", title: "Older", ageMs: 40 * DAY, bytes: 200_000 },
        { id: "old", title: "Old", ageMs: 20 * DAY, bytes: 300_000 },
        { id: "new", title: "New", ageMs: DAY, bytes: 400_000 },
      ]);

      const library = await openPage(browser, "viewer.html#/");
      const row = (id: string) => library.locator(`[data-session="${id}"]`);
      const pin = row("oldest").getByRole("button", { name: "Pin “Oldest”" });
      await pin.focus();
      await library.keyboard.press("Enter");
      await expect(pin).toHaveAttribute("aria-pressed", "true");
      await expect(row("oldest").getByText("Pinned", { exact: true })).toBeVisible();
      await library.getByRole("button", { name: "Pinned", exact: true }).click();
      await expect(library.locator("[data-session]")).toHaveCount(1);
      await library.getByRole("button", { name: "Pinned", exact: true }).click();
      await expect(row("new")).toContainText(/39\d kB/);

      const recorded = await browser.context.newPage();
      await recorded.goto(`${fixtures.url}/plain/`);
      const popup = await startRecording(browser, recorded);

      const options = await openPage(browser, "options.html#retention");
      const gone = options.getByRole("list", { name: "Sessions that would be removed" });
      await expect(options.getByText("Without a limit nothing is ever removed.")).toBeVisible();
      await options.getByLabel("Most sessions").fill("1");
      await expect(gone.getByRole("listitem")).toHaveCount(3);
      await options.getByLabel("Most sessions").fill("nonsense");
      await expect(options.getByText(/^Sessions: enter a whole number/)).toBeVisible();
      await options.getByLabel("Most sessions").fill("");
      await options.getByLabel("Most space on disk").fill("0.75");
      await expect(gone.getByRole("listitem")).toHaveText([/Older.*kB/, /Old.*kB/]);
      await options.getByRole("button", { name: "Save retention" }).click();
      const dialog = options.getByRole("dialog", { name: "Remove 2 sessions now?" });
      await expect(dialog.getByRole("listitem")).toHaveCount(2);
      await options.keyboard.press("Escape");
      expect(await ids(browser)).toHaveLength(5);
      await options.getByRole("button", { name: "Save retention" }).click();
      await dialog.getByRole("button", { name: "Save and remove 2" }).click();
      await expect(options.getByText(/2 sessions were removed, [45]\d\d kB freed/)).toBeVisible();
      const live = (await storedSessions(browser)).find(({ state }) => state === "recording")!.id;
      expect(await ids(browser)).toEqual(["new", "oldest", live].toSorted());

      await library.reload();
      const notice = library.getByRole("group", { name: "Removed by retention" });
      await expect(notice).toContainText(/^2 sessions were removed by your retention rule on /);
      await notice.getByRole("button", { name: "Dismiss" }).click();
      await library.reload();
      await expect(row("new")).toBeVisible();
      await expect(notice).toHaveCount(0);

      // The end of a recording is when room is made next: it stays, the oldest that is not pinned goes.
      await options.getByLabel("Most space on disk").fill("");
      await options.getByLabel("Most sessions").fill("3");
      await options.getByRole("button", { name: "Save retention" }).click();
      await expect(options.getByText("Retention saved.")).toBeVisible();
      await makeSessions(browser, [{ id: "newest", title: "Newest", ageMs: 1, bytes: 10_000 }]);
      expect(await ids(browser)).toHaveLength(4);
      expect(await stopRecording(popup)).toBe(live);
      await expect.poll(() => ids(browser)).toEqual(["newest", "oldest", live].toSorted());
    } finally {
      await browser.close();
    }
  });

  test("a pinned session is deleted only after a second yes", async () => {
    const browser = await launchExtension();
    try {
      await makeSessions(browser, [{ id: "kept", title: "Kept", ageMs: DAY, bytes: 10_000 }]);
      const viewer = await openPage(browser, "viewer.html#/sessions/kept");
      await viewer.getByRole("button", { name: "Pin “Kept”" }).click();
      await viewer.getByRole("button", { name: "Delete", exact: true }).click();
      const dialog = viewer.getByRole("dialog", { name: "Delete a pinned session?" });
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(dialog).toHaveCount(0);
      await viewer.goto(browser.url("viewer.html#/"));
      await viewer.getByRole("button", { name: "Delete “Kept”" }).click();
      await viewer.keyboard.press("Escape");
      await expect(viewer.locator("[data-session]")).toHaveCount(1);
      await viewer.getByRole("button", { name: "Delete “Kept”" }).click();
      await dialog.getByRole("button", { name: "Delete it" }).click();
      await expect(viewer.locator("[data-session]")).toHaveCount(0);
    } finally {
      await browser.close();
    }
  });
});

/**
 * Makes the page change by about `bytes` of text that does not repeat, and counts the changes up. Letters only:
 * what looks like a key is gone over several times on its way.
 */
const change = (page: Page, bytes: number) =>
  page.evaluate((size) => {
    const state = globalThis as typeof globalThis & { changes?: number };
    state.changes = (state.changes ?? 0) + 1;
    const made = document.createElement("p");
    const words: string[] = [];
    const letter = () => String.fromCharCode(97 + Math.random() * 26);
    for (let length = 0; length < size; length += 9) {
      words.push(Array.from({ length: 8 }, letter).join(""));
    }
    made.textContent = `change ${state.changes}: ${words.join(" ")}`;
    document.body.replaceChildren(made);
    return state.changes;
  }, bytes);

/** The highest numbered change that is in the store. */
async function lastStoredChange(browser: ExtensionBrowser, id: string): Promise<number> {
  const { events } = await storedSession(browser, id);
  const numbers = [...JSON.stringify(events).matchAll(/"change (\d+): /g)].map((hit) =>
    Number(hit[1]),
  );
  return Math.max(0, ...numbers);
}

test("R1 no quota holds the extension, and Start asks the browser not to evict recordings", async () => {
  const browser = await launchExtension();
  try {
    const worker = await browser.worker();
    const manifest = await worker.evaluate(() => chrome.runtime.getManifest());
    expect(manifest.permissions).toContain("unlimitedStorage");

    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/plain/`);
    const popup = await browser.openPopup(page);
    // As in a browser that has not granted it yet.
    await popup.evaluate(() => {
      const state = globalThis as typeof globalThis & { asked: number };
      state.asked = 0;
      navigator.storage.persisted = async () => false;
      navigator.storage.persist = async () => ++state.asked > 0;
    });
    const asked = () =>
      popup.evaluate(() => (globalThis as typeof globalThis & { asked: number }).asked);
    await expect(popup.getByRole("button", { name: "Start recording" })).toBeVisible();
    expect(await asked()).toBe(0);
    await popup.getByRole("button", { name: "Start recording" }).click();
    await expect.poll(asked).toBe(1);
    await stopRecording(popup);
  } finally {
    await browser.close();
  }
});

test("R2 warns when storage runs low, stops before it is full, and records again once there is room", async () => {
  const browser = await launchExtension();
  try {
    // Chromium does not hold the extension to this quota (it has unlimitedStorage), but estimates by it.
    const asking = await openPage(browser, "options.html");
    const cdp = await browser.context.newCDPSession(asking);
    const origin = `chrome-extension://${browser.extensionId}`;
    const leave = async (bytes: number) => {
      const { usage } = await cdp.send("Storage.getUsageAndQuota", { origin });
      await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: usage + bytes });
    };
    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/plain/`);
    const popup = await startRecording(browser, page);
    await expect(popup.getByText("Storage is running out")).toHaveCount(0);

    await leave(100 * MB);
    await expect(popup.getByRole("alert")).toContainText(
      /Storage is running out.*100 MB are left/s,
    );
    await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible();
    await change(page, 10_000);
    await leave(5 * MB);
    // Within two seconds the estimate is asked for again; each change is a batch that may be the last.
    const stopped = popup.getByRole("button", { name: "Start recording" });
    let changes = 0;
    await expect(async () => {
      changes = await change(page, 1_000);
      expect(await stopped.isVisible()).toBe(true);
    }).toPass({ timeout: 20_000, intervals: [700] });
    await expect(popup.getByRole("alert")).toContainText(/What was recorded until then is kept/);
    await expect(popup.getByRole("link", { name: "Set retention" })).toBeVisible();
    const id = await sessionOffered(popup);
    const { session } = await storedSession(browser, id);
    expect(session).toMatchObject({ state: "finished" });
    expect(session.endReason).toMatch(/storage is full/);
    expect(await checkStored(browser, id)).toEqual([]);
    // It stopped in good order: nothing is missing but what came after it was told to.
    expect(await lastStoredChange(browser, id)).toBeGreaterThanOrEqual(changes - 3);

    await stopped.click();
    await expect(popup.getByRole("alert").first()).toContainText(/Free some space and start again/);
    await expect(stopped).toBeVisible();
    await cdp.send("Storage.overrideQuotaForOrigin", { origin });
    await expect(async () => {
      await stopped.click();
      await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible({ timeout: 1_500 });
    }).toPass({ timeout: 15_000 });
    await change(page, 1_000);
    const again = await stopRecording(popup);
    expect(await checkStored(browser, again)).toEqual([]);
    expect((await storedSession(browser, again)).session.state).toBe("finished");
  } finally {
    await browser.close();
  }
});

test("R2 a disk that fills up in the middle of a recording costs nothing that was stored", async () => {
  test.setTimeout(240_000);
  const disk = mountSmallDisk(160);
  test.skip(disk === null, "A file system of its own needs the right to mount one.");
  try {
    const browser = await launchExtension({ profile: disk!.path });
    try {
      const page = await browser.context.newPage();
      await page.goto(`${fixtures.url}/plain/`);
      const popup = await startRecording(browser, page);
      const id = (await storedSessions(browser))[0]!.id;
      for (let i = 0; i < 3; i++) await change(page, 20_000);
      await expect.poll(() => lastStoredChange(browser, id)).toBe(3);

      // Faster than any estimate: what is left is used up by one batch.
      disk!.fillUpTo(2 * MB);
      await change(page, 4 * MB);
      await popup.bringToFront();
      const stopped = popup.getByRole("button", { name: "Start recording" });
      await expect(stopped).toBeVisible({ timeout: 90_000 });
      await expect(popup.getByRole("alert")).toContainText(/What was recorded until then is kept/);
      await expect(popup.getByRole("link", { name: "Free space in the library" })).toBeVisible();
      expect(await sessionOffered(popup)).toBe(id);

      disk!.free();
      expect(await checkStored(browser, id)).toEqual([]);
      expect(await lastStoredChange(browser, id)).toBeGreaterThanOrEqual(3);
      const viewer = await openPage(browser, `viewer.html#/sessions/${id}`);
      await expect(viewer.locator('[data-state="ready"]')).toBeVisible();
      await viewer.close();

      await page.bringToFront();
      await popup.bringToFront();
      await expect(async () => {
        await stopped.click();
        await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible({ timeout: 1_500 });
      }).toPass({ timeout: 15_000 });
      await change(page, 1_000);
      const again = await stopRecording(popup);
      expect(again).not.toBe(id);
      expect(await checkStored(browser, again)).toEqual([]);
    } finally {
      await browser.close();
    }
  } finally {
    disk?.unmount();
  }
});
