import { expect, test } from "@playwright/test";
import type { Page } from "puppeteer-core";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { secretStrings } from "../fixtures/shop/secrets.ts";
import { playStory, puppeteerDriver, STORY, VOLATILE_SELECTOR } from "../fixtures/shop/story.ts";
import { describeDocument, type DocumentFacts, expectSameDocument } from "./support/compare.ts";
import { type FirefoxBrowser, launchFirefox } from "./support/firefox.ts";
import { frameUrl } from "./support/frames.ts";

let fixtures: FixtureServer;
let firefox: FirefoxBrowser | undefined;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
});
test.afterEach(async () => {
  await firefox?.close();
  firefox = undefined;
});
test.afterAll(async () => {
  await fixtures.close();
});

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
const describe = (target: string) =>
  `(${describeDocument.toString()})(${target}, ${JSON.stringify(VOLATILE_SELECTOR)})`;

async function textOf(page: Page): Promise<string> {
  return page.evaluate(() => document.body.textContent ?? "");
}

test("the production build asks for the site at Start, records the shop and replays it", async () => {
  test.setTimeout(180_000);
  firefox = await launchFirefox();
  const page = await firefox.newPage();
  await page.goto(`${fixtures.url}/shop/index.html`);

  const popup = await firefox.openPopup(page);
  const granted = () =>
    popup.evaluate(async () => {
      const { browser } = globalThis as unknown as { browser: typeof chrome };
      return (await browser.permissions.getAll()).origins ?? [];
    });
  expect(await granted()).toEqual([]);
  await popup.locator(button("Start recording")).click();
  await popup.waitForSelector(button("Stop"));
  expect(await granted()).toEqual(["http://*/*", "https://*/*"]);

  await page.bringToFront();
  const startedAt = Date.now();
  const checkpoints: { name: string; at: number; live: DocumentFacts }[] = [];
  // Two page loads of the story are enough here; Chromium walks all of it.
  const upTo = STORY.findIndex((step) => step.do === "checkpoint" && step.name === "cart");
  await playStory(puppeteerDriver(page), fixtures.url, {
    pace: 0.3,
    steps: STORY.slice(0, upTo + 1),
    onCheckpoint: async (name) => {
      await new Promise((rest) => setTimeout(rest, 600));
      const live = (await page.evaluate(describe("document"))) as DocumentFacts;
      checkpoints.push({ name, live, at: Date.now() });
      await new Promise((rest) => setTimeout(rest, 300));
    },
  });
  expect(checkpoints).toHaveLength(3);

  await popup.bringToFront();
  await popup.locator(button("Stop")).click();
  const link = await popup.waitForSelector('a[href*="#/sessions/"]');
  const id = /#\/sessions\/([\w-]+)/.exec(
    (await link!.evaluate((anchor) => anchor.getAttribute("href")))!,
  )![1]!;

  const sessionStart = await sessionStartedAt(popup, id);
  expect(Math.abs(sessionStart - startedAt)).toBeLessThan(10_000);
  for (const { name, at, live } of checkpoints) {
    const offset = at - sessionStart;
    const viewer = await firefox.openOwn(`viewer.html#/sessions/${id}?t=${offset}`);
    await viewer.bringToFront();
    await viewer.waitForFunction(
      (wanted) => {
        const text = document.querySelector("[data-position-ms]")?.getAttribute("data-position-ms");
        return text !== null && text !== undefined && Math.abs(Number(text) - wanted) <= 60;
      },
      { timeout: 15_000 },
      offset,
    );
    const replay = (await viewer.evaluate(
      describe('document.querySelector("iframe").contentDocument'),
    )) as DocumentFacts;
    expectSameDocument(replay, live, name);
    if (name === "cart") {
      const everything = await textOf(viewer);
      for (const secret of secretStrings()) expect(everything).not.toContain(secret);
      await viewer.locator("#panel-tab-findings").click();
      await viewer.waitForSelector('[data-kind="rage-click"][data-selector*="apply-coupon"]');
    }
    await viewer.close();
  }
});

test("a frame of another origin is recorded into its page", async () => {
  test.setTimeout(120_000);
  firefox = await launchFirefox();
  const page = await firefox.newPage();
  const spec = {
    name: "top",
    frames: [
      {
        name: "port",
        at: fixtures.otherUrl,
        frames: [{ name: "site", at: fixtures.url.replace("127.0.0.1", "localhost") }],
      },
    ],
  };
  await page.goto(frameUrl(fixtures.url, spec));
  const popup = await firefox.openPopup(page);
  await popup.locator(button("Start recording")).click();
  await popup.waitForSelector(button("Stop"));
  await page.bringToFront();
  await expect.poll(() => frameDocuments(popup), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);

  await popup.bringToFront();
  await popup.locator(button("Stop")).click();
  const link = await popup.waitForSelector('a[href*="#/sessions/"]');
  const id = /#\/sessions\/([\w-]+)/.exec(
    (await link!.evaluate((anchor) => anchor.getAttribute("href")))!,
  )![1]!;
  const viewer = await firefox.openOwn(`viewer.html#/sessions/${id}?t=600000`);
  await viewer.bringToFront();
  await viewer.waitForFunction(
    () => {
      const inner = (document_: Document | null | undefined) =>
        document_?.querySelector("iframe")?.contentDocument;
      const texts = (document_: Document | null | undefined) => document_?.body?.textContent ?? "";
      const top = inner(document);
      return (
        texts(top).includes("Page top") &&
        texts(inner(top)).includes("Page port") &&
        texts(inner(inner(top))).includes("Page site")
      );
    },
    { timeout: 15_000 },
  );
});

test("taking the permission back ends the recording with a sentence", async () => {
  test.setTimeout(90_000);
  firefox = await launchFirefox();
  const page = await firefox.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  const popup = await firefox.openPopup(page);
  await popup.locator(button("Start recording")).click();
  await popup.waitForSelector(button("Stop"));
  await popup.evaluate(async () => {
    const { browser } = globalThis as unknown as { browser: typeof chrome };
    await browser.permissions.remove({ origins: ["http://*/*", "https://*/*"] });
  });
  await popup.waitForSelector('a[href*="#/sessions/"]');
  const [row] = await sessionRows(popup);
  expect(row!.session).toMatchObject({
    state: "finished",
    endReason: "The permission for this site was taken back.",
  });
});

/** Longer than what a page that was heard lately has to say at the end of its tab. */
const QUIET_MS = 12_000;

test("a tab that closes after a while without events ends its recording in good order", async () => {
  test.setTimeout(90_000);
  firefox = await launchFirefox();
  const page = await firefox.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  const popup = await firefox.openPopup(page);
  await popup.locator(button("Start recording")).click();
  await popup.waitForSelector(button("Stop"));
  await page.bringToFront();
  await new Promise((rest) => setTimeout(rest, QUIET_MS));
  await popup.evaluate(async () => {
    const { browser } = globalThis as unknown as { browser: typeof chrome };
    await browser.tabs.remove(Number(new URLSearchParams(location.search).get("tab")));
  });
  await expect
    .poll(async () => (await sessionRows(popup))[0]?.session.state, { timeout: 15_000 })
    .not.toBe("recording");
  const [row] = await sessionRows(popup);
  expect(row!.session).toMatchObject({ state: "finished" });
});

/** As it is before version 147. */
const NO_NAVIGATION_API = { "dom.navigation.webidl.enabled": false };

test("where there is no Navigation API, addresses that scripts write are told", async () => {
  test.setTimeout(90_000);
  firefox = await launchFirefox(NO_NAVIGATION_API);
  const page = await firefox.newPage();
  await page.goto(`${fixtures.url}/spa/`);
  expect(await page.evaluate(() => "navigation" in window)).toBe(false);
  const popup = await firefox.openPopup(page);
  await popup.locator(button("Start recording")).click();
  await popup.waitForSelector(button("Stop"));
  await page.bringToFront();
  await page.locator('[data-testid="to-people"]').click();
  await page.locator('[data-testid="replace"]').click();
  for (const how of ["push", "replace"]) {
    await expect.poll(() => storedText(popup)).toContain(`"how":"${how}"`);
  }
});

test("a request says which script asked for it", async () => {
  test.setTimeout(90_000);
  firefox = await launchFirefox();
  const page = await firefox.newPage();
  await page.goto(`${fixtures.url}/requests/`);
  const popup = await firefox.openPopup(page);
  await popup.locator(button("Start recording")).click();
  await popup.waitForSelector(button("Stop"));
  await page.bringToFront();
  await page.locator("button").click();
  await expect
    .poll(() => storedText(popup))
    .toContain(`"initiator":{"source":"${fixtures.url}/requests/page.js","line":`);
});

test("P7 Firefox with Global Privacy Control on: refused with a sentence, nothing stored", async () => {
  test.setTimeout(90_000);
  firefox = await launchFirefox({
    "privacy.globalprivacycontrol.enabled": true,
    "privacy.globalprivacycontrol.functionality.enabled": true,
  });
  const page = await firefox.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  expect(
    await page.evaluate(
      () => (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    ),
  ).toBe(true);
  const popup = await firefox.openPopup(page);
  await popup.locator(button("Start recording")).click();
  await popup.waitForFunction(() => /Global Privacy Control/.test(document.body.textContent ?? ""));
  expect(await sessionCount(popup)).toBe(0);
});

interface SessionRow {
  id: string;
  session: { startedAt: number; state: string };
}

/** Reads the extension's database from one of its pages. */
async function sessionRows(page: Page): Promise<SessionRow[]> {
  return page.evaluate(
    () =>
      new Promise<SessionRow[]>((done, fail) => {
        const asked = indexedDB.open("waymark");
        asked.onerror = () => fail(asked.error);
        asked.onsuccess = () => {
          const rows = asked.result.transaction("sessions").objectStore("sessions").getAll();
          rows.onsuccess = () => {
            asked.result.close();
            done(rows.result);
          };
          rows.onerror = () => fail(rows.error);
        };
      }),
  );
}

async function sessionStartedAt(page: Page, id: string): Promise<number> {
  const row = (await sessionRows(page)).find((one) => one.id === id);
  if (!row) throw new Error(`There is no session ${id}.`);
  return row.session.startedAt;
}

const sessionCount = async (page: Page) => (await sessionRows(page)).length;

/** How many documents of frames the stored batches tell of. */
const frameDocuments = async (page: Page) =>
  (await storedText(page)).split("waymark.frame").length - 1;

/** The events of the running recording that are stored and not sealed yet. */
async function storedText(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((done, fail) => {
        const asked = indexedDB.open("waymark");
        asked.onerror = () => fail(asked.error);
        asked.onsuccess = () => {
          const rows = asked.result.transaction("tail").objectStore("tail").getAll();
          rows.onerror = () => fail(rows.error);
          rows.onsuccess = () => {
            asked.result.close();
            done(JSON.stringify(rows.result).replaceAll('\\"', '"'));
          };
        };
      }),
  );
}
