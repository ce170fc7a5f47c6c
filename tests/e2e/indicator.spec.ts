import { expect, type Page, test } from "@playwright/test";
import { INDICATOR_TAG } from "../../src/format/indicator.ts";
import { indicatorWords } from "../../src/record/watch/words.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { dumpOf } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { addFrame, frameUrl, liveFrame } from "./support/frames.ts";
import { setPrivacy } from "./support/privacy-settings.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { straysIn } from "./support/sound-stream.ts";

let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

async function record(path = "/plain/"): Promise<{ page: Page; popup: Page }> {
  const page = await browser.context.newPage();
  await page.goto(fixtures.url + path);
  const popup = await startRecording(browser, page);
  await expectShown(page);
  return { page, popup };
}

const isThere = (page: Page) =>
  page.evaluate((tag) => document.querySelector(tag) !== null, INDICATOR_TAG);
const expectShown = (page: Page, shown = true) =>
  expect
    .poll(() => isThere(page), { message: `the indicator is ${shown ? "" : "not "}there` })
    .toBe(shown);

/** Where the sign is: its root is closed, so it is found as a person finds it. */
async function signAt(page: Page): Promise<{ x: number; y: number }> {
  const spot = await page.evaluate((tag) => {
    const at = (x: number, y: number) => document.elementFromPoint(x, y)?.localName === tag;
    for (let y = innerHeight - 13; y > 0; y -= 4) {
      for (let x = innerWidth - 13; x > 0; x -= 8) if (at(x, y)) return { x: x - 6, y: y - 6 };
    }
    return null;
  }, INDICATOR_TAG);
  if (!spot) throw new Error("The indicator is nowhere to be seen.");
  return spot;
}

/** Texts of the indicator that nothing else says. */
const OWN_WORDS = [
  indicatorWords.lead.recording,
  indicatorWords.stop,
  indicatorWords.own,
  indicatorWords.move,
  indicatorWords.level.balanced,
  INDICATOR_TAG,
];

async function expectNotRecorded(id: string): Promise<void> {
  const { events } = await storedSession(browser, id);
  const all = JSON.stringify(events) + (await dumpOf(browser));
  for (const words of OWN_WORDS) expect(all).not.toContain(words);
  expect(straysIn(events).unknown).toEqual([]);
  // What the second gate would have made of it.
  expect(JSON.stringify(events)).not.toContain('"template"');
  // What rrweb has no id for would be named so.
  expect(JSON.stringify(events)).not.toMatch(/"(?:id|nextId|previousId|parentId)":-\d/);
}

test("P7 the indicator is never recorded: not it, not what is done to it, not as a neighbour", async () => {
  const { page, popup } = await record();
  const spot = await signAt(page);
  await page.mouse.move(spot.x - 300, spot.y - 200);
  await page.mouse.move(spot.x, spot.y, { steps: 8 });
  await page.mouse.click(spot.x, spot.y);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  // Neighbours on both sides, the body anew, and a second snapshot after a pause.
  await page.evaluate(() => {
    const root = document.documentElement;
    root.append(document.createElement("aside"));
    root.insertBefore(document.createElement("nav"), root.lastElementChild!.previousElementSibling);
    document.body.append(document.createElement("main"));
  });
  await page.waitForTimeout(700);
  await popup.getByRole("button", { name: "Pause" }).click();
  await popup.getByRole("button", { name: "Resume" }).click();
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.bringToFront();
  await page.mouse.click(spot.x, spot.y);
  await page.evaluate(() => {
    const body = document.createElement("body");
    body.innerHTML = "<h1>Another body</h1>";
    document.body.replaceWith(body);
  });
  await page.waitForTimeout(700);
  await expectShown(page);
  const id = await stopRecording(popup);
  await expectShown(page, false);
  const { events } = await storedSession(browser, id);
  expect(JSON.stringify(events)).toContain("Another body");
  const clicks = events.filter(({ data }) => data["source"] === 2 && data["type"] === 2);
  expect(clicks).toEqual([]);
  await expectNotRecorded(id);
  await page.close();
  await popup.close();
});

test("P7 a page sees of the indicator that it is there, and no more", async () => {
  const { page, popup } = await record();
  const spot = await signAt(page);
  await page.evaluate(() => {
    const seen: unknown[] = [];
    Object.assign(globalThis, { seen });
    for (const type of ["click", "pointerdown", "focusin", "keydown"]) {
      const note = (phase: string) => (event: Event) =>
        seen.push([
          phase,
          type,
          event.composedPath().map((at) => (at as Element).localName ?? "-"),
        ]);
      window.addEventListener(type, note("capture"), true);
      document.addEventListener(type, note("bubble"));
    }
  });
  await page.mouse.click(spot.x, spot.y);
  await page.keyboard.press("Tab");
  const found = await page.evaluate(
    ({ x, y, tag }) => {
      const host = document.querySelector(tag)!;
      return {
        root: host.shadowRoot,
        attributes: host.getAttributeNames(),
        children: host.childNodes.length,
        text: (host as HTMLElement).innerText + host.innerHTML,
        top: document.elementsFromPoint(x, y)[0]!.localName,
        active: document.activeElement!.localName,
        box: [host.clientWidth, host.clientHeight],
        seen: (globalThis as unknown as { seen: [string, string, string[]][] }).seen,
      };
    },
    { ...spot, tag: INDICATOR_TAG },
  );
  expect(found).toMatchObject({
    root: null,
    attributes: [],
    children: 0,
    text: "",
    top: INDICATOR_TAG,
    active: INDICATOR_TAG,
    box: [0, 0],
  });
  const own = found.seen.filter(([, , path]) => path.includes(INDICATOR_TAG));
  expect(own.length).toBeGreaterThan(0);
  // Not beyond its root, so that no dialog of the page closes; and no path names what is inside.
  expect(own.map(([phase]) => phase)).not.toContain("bubble");
  for (const [, , path] of own) expect(path).toEqual([INDICATOR_TAG, "html", "-", "-"]);
  await expectNotRecorded(await stopRecording(popup));
  await page.close();
  await popup.close();
});

test("P7 the indicator changes nothing of the page's layout", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/shop/index.html`);
  await page.addStyleTag({
    content: `* { display: block !important; position: static !important; transform: none; width: 300px !important; height: 90px !important }`,
  });
  const measure = () =>
    page.evaluate(() => [
      document.documentElement.scrollHeight,
      document.documentElement.scrollWidth,
      document.body.getBoundingClientRect().toJSON(),
      document.body.matches(":last-of-type"),
    ]);
  const before = await measure();
  const popup = await startRecording(browser, page);
  await expectShown(page);
  expect(await measure()).toEqual(before);
  await stopRecording(popup);
  await page.close();
  await popup.close();
});

test("P7 the indicator comes back where a page opens its document anew, and gives in where it is taken away", async () => {
  const { page, popup } = await record();
  await page.evaluate(() => {
    document.open();
    document.write("<!doctype html><title>Anew</title><h1>Written anew</h1>");
    document.close();
  });
  await expectShown(page);
  await page.waitForTimeout(600);
  await page.evaluate((tag) => {
    const counted = { removed: 0 };
    Object.assign(globalThis, { counted });
    new MutationObserver(() => {
      const host = document.querySelector(tag);
      if (!host) return;
      counted.removed++;
      host.remove();
    }).observe(document.documentElement, { childList: true });
    document.querySelector(tag)?.remove();
  }, INDICATOR_TAG);
  await page.waitForTimeout(1_000);
  await expectShown(page, false);
  const removed = await page.evaluate("counted.removed");
  expect(removed).toBeLessThanOrEqual(3);
  const id = await stopRecording(popup);
  await expectNotRecorded(id);
  await page.close();
  await popup.close();
});

test("P7 a page that keeps the recorder from knowing the indicator gets none of its words either", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  // Taken by the page in the recorder's place, so that rrweb sees the element.
  await page.evaluate(() =>
    window.addEventListener(
      "waymark:indicator",
      (event) => {
        event.stopImmediatePropagation();
        event.preventDefault();
      },
      true,
    ),
  );
  const popup = await startRecording(browser, page);
  await expectShown(page);
  const spot = await signAt(page);
  await page.mouse.click(spot.x, spot.y);
  await page.evaluate((tag) => {
    document.querySelector(tag)!.setAttribute("data-note", "forged-note");
    document.documentElement.insertBefore(
      document.createElement("nav"),
      document.querySelector(tag),
    );
  }, INDICATOR_TAG);
  await page.waitForTimeout(700);
  const { events } = await storedSession(browser, await stopRecording(popup));
  expect(JSON.stringify(events)).not.toContain(INDICATOR_TAG);
  expect(JSON.stringify(events)).toContain('"nav"');
  expect(straysIn(events).unknown).toEqual([]);
  await page.close();
  await popup.close();
});

test("P7 frames have no indicator, and the settings can do without", async () => {
  const { page, popup } = await record(frameUrl("", { name: "top" }).replace(/^undefined/, ""));
  await addFrame(page, { at: fixtures.otherUrl, name: "inner" });
  const inner = await liveFrame(page, "inner");
  await expect.poll(() => inner.evaluate("typeof Waymark")).toBe("object");
  await page.waitForTimeout(500);
  expect(await inner.evaluate((tag) => document.querySelector(tag), INDICATOR_TAG)).toBeNull();
  await setPrivacy(browser, { indicator: false });
  await expectShown(page, false);
  await page.goto(`${fixtures.url}/plain/`);
  await expect.poll(() => page.evaluate("typeof Waymark")).toBe("object");
  await page.waitForTimeout(500);
  expect(await isThere(page)).toBe(false);
  await setPrivacy(browser, {});
  await expectShown(page);
  await stopRecording(popup);
  await page.close();
  await popup.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the indicator can be read in ${colorScheme}, wide and narrow`, async () => {
    const info = test.info();
    const { page, popup } = await record("/shop/checkout.html");
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: info.outputPath("pill.png") });
    const field = page.locator("input:visible").first();
    await field.fill("Ada");
    await page.waitForTimeout(800);
    const spot = await signAt(page);
    await page.mouse.click(spot.x, spot.y);
    await page.screenshot({ path: info.outputPath("open.png") });
    await page.setViewportSize({ width: 390, height: 700 });
    await page.screenshot({ path: info.outputPath("narrow.png") });
    await popup.getByRole("button", { name: "Pause" }).click();
    await page.bringToFront();
    await page.screenshot({ path: info.outputPath("paused.png") });
    await stopRecording(popup);
    await page.close();
    await popup.close();
  });
}
