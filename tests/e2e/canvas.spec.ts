import { expect, type Page, test } from "@playwright/test";
import { EventType, type RecordedEvent, type SerializedNode } from "../../src/format/events.ts";
import { LARGEST_CANVAS_EDGE, LONGEST_CANVAS_PICTURE } from "../../src/format/signals/elements.ts";
import { readSignal, type SignalPayload } from "../../src/format/signals/signals.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

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

async function open(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/platform/canvas.html`);
  await expect(page.locator("html[data-ready=true]")).toBeAttached();
  return page;
}

async function allowSites(lines: string): Promise<Page> {
  const options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
  await options.getByLabel("Record canvas pixels on these sites").fill(lines);
  await options.getByRole("button", { name: "Save privacy" }).click();
  return options;
}

const picturesOf = (events: readonly RecordedEvent[]) =>
  events.flatMap((event) => {
    const picture = readSignal(event, "waymark.canvas");
    return picture ? [{ at: event.timestamp, ...picture }] : [];
  });

/** The colours in the middle of the left and the right half of what the viewer shows of the chart. */
async function coloursShown(viewer: Page): Promise<number[][]> {
  const chart = viewer.frameLocator("iframe").first().locator("#chart");
  const png = (await chart.screenshot()).toString("base64");
  return viewer.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const draw = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!;
    draw.drawImage(picture, 0, 0);
    return [0.25, 0.75].map((x) =>
      Array.from(draw.getImageData(x * picture.width, picture.height / 2, 1, 1).data).slice(0, 3),
    );
  }, png);
}

function expectColours(shown: number[][], wanted: number[][]): void {
  shown.flat().forEach((value, i) => {
    expect(Math.abs(value - wanted.flat()[i]!), JSON.stringify(shown)).toBeLessThan(24);
  });
}

test("no canvas pixels are recorded unless a site rule allows them", async () => {
  const page = await open();
  const popup = await startRecording(browser, page);
  await page.evaluate(`drawChart("rgb(0,255,0)", "rgb(0,0,0)")`);
  await page.waitForTimeout(2_500);
  const { events } = await storedSession(browser, await stopRecording(popup));
  expect(events.some(({ type }) => type === EventType.FullSnapshot)).toBe(true);
  expect(JSON.stringify(events)).not.toMatch(/waymark\.canvas|rr_dataURL|data:image\/webp/);
  await page.close();
  await popup.close();
});

test("a bad site is named and nothing is saved", async () => {
  const options = await allowSites("https://example.com/path");
  await expect(options.getByText(/is not a site/)).toBeVisible();
  const stored = await options.evaluate(() => chrome.storage.local.get("settings"));
  expect(JSON.stringify(stored)).not.toContain("example.com");
  await options.close();
});

test("with a site rule canvases are in the replay, at a bounded rate and size", async () => {
  test.setTimeout(120_000);
  const options = await allowSites(new URL(fixtures.url).host);
  await expect(options.getByText("Privacy saved.")).toBeVisible();
  await options.close();
  const page = await open();
  const popup = await startRecording(browser, page);
  await page.waitForTimeout(2_500);
  const first = await page.evaluate(() => Date.now());
  await page.evaluate(`drawChart("rgb(0,200,0)", "rgb(200,200,0)")`);
  await page.waitForTimeout(9_000);
  const second = await page.evaluate(() => Date.now());
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  const pictures = picturesOf(events);
  const seconds = (second - session.startedAt) / 1_000;
  const byCanvas = new Map<number, ReturnType<typeof picturesOf>>();
  for (const picture of pictures) {
    byCanvas.set(picture.id, [...(byCanvas.get(picture.id) ?? []), picture]);
  }
  for (const [canvas, own] of byCanvas) {
    expect(own.length, `pictures of canvas ${canvas}`).toBeLessThanOrEqual(2 * seconds + 2);
  }
  const sizes = pictures.map(({ picture }) => picture?.length ?? 0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6_000_000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LONGEST_CANVAS_PICTURE);
  expect(Math.max(...pictures.map(({ width }) => width))).toBe(LARGEST_CANVAS_EDGE);

  const idOf = (name: string) => idOfElement(events, name);
  const of = (name: string) => byCanvas.get(idOf(name)) ?? [];
  expect(of("busy").length, "the one that never rests").toBeGreaterThan(1);
  expect(of("chart").length, "drawn twice").toBe(2);
  expect(of("masked"), "in a masked element").toEqual([]);
  expect(of("foreign").map(({ missing }) => missing)).toEqual(["cross-origin"]);
  await expectGreen(page, of("gl"));

  for (const [at, wanted] of [
    [first, [[255, 0, 0], [0, 0, 255]]], // prettier-ignore
    [second, [[0, 200, 0], [200, 200, 0]]], // prettier-ignore
  ] as const) {
    const viewer = await openReplay(browser, id, at - session.startedAt);
    expectColours(
      await coloursShown(viewer),
      wanted.map((colour) => [...colour]),
    );
    await viewer.close();
  }
  await page.close();
  await popup.close();
});

/** WebGL has its pixels only within the frame that drew them. Where there is no WebGL there is nothing to see. */
async function expectGreen(
  page: Page,
  pictures: readonly SignalPayload<"waymark.canvas">[],
): Promise<void> {
  if (!(await page.evaluate(`Boolean(gl)`))) return;
  const picture = pictures[0]?.picture;
  expect(picture, "the WebGL canvas").toBeDefined();
  const colour = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const draw = new OffscreenCanvas(1, 1).getContext("2d")!;
    draw.drawImage(image, 0, 0, 1, 1);
    return Array.from(draw.getImageData(0, 0, 1, 1).data).slice(0, 3);
  }, picture!);
  expectColours([colour], [[0, 255, 0]]);
}

function idOfElement(events: readonly RecordedEvent[], name: string): number {
  const snapshot = events.find(({ type }) => type === EventType.FullSnapshot)!;
  const todo = [snapshot.data["node"] as SerializedNode];
  for (let node = todo.pop(); node; node = todo.pop()) {
    if (node.attributes?.["id"] === name) return node.id;
    todo.push(...(node.childNodes ?? []));
  }
  throw new Error(`No element "${name}" was recorded.`);
}
