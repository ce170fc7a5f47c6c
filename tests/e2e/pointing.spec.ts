import { expect, test, type Browser, type Locator, type Page } from "@playwright/test";
import recording from "../fixtures/recordings/visit.json" with { type: "json" };
import { launchChromium } from "./support/chromium.ts";
import { buildHarness, ORIGIN, serveHarness } from "./viewer-harness/serve.ts";

const STARTED_AT = recording.events[0]?.timestamp ?? 0;
const CHECKPOINT = recording.checkpoints.at(-1)!;

let browser: Browser;
let page: Page;

test.beforeAll(async () => {
  await buildHarness();
  browser = await launchChromium();
});
test.afterAll(() => browser.close());

test.beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await serveHarness(page);
  await page.goto(`${ORIGIN}/#/sessions/visit?t=1000`);
  await expect(stage()).toHaveAttribute("data-state", "ready");
});
test.afterEach(() => page.close());

const stage = () => page.locator(".stage");
const frame = () => page.locator(".stage iframe");
const bar = () => page.locator(".bar");
const atShare = async (share: number) => ({
  x: (await bar().boundingBox())!.width * share,
  y: 8,
});

/** How many replayed pages stand, those in closed shadow roots among them. */
async function pages(): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  const { root } = await cdp.send("DOM.getDocument", { depth: -1, pierce: true });
  await cdp.detach();
  return standing(root);
}

interface CdpNode {
  nodeName: string;
  children?: CdpNode[];
  shadowRoots?: CdpNode[];
  contentDocument?: CdpNode;
}

const within = ({ children = [], shadowRoots = [], contentDocument }: CdpNode): CdpNode[] =>
  [...children, ...shadowRoots, ...(contentDocument ? [contentDocument] : [])].flatMap((node) => [
    node,
    ...within(node),
  ]);

const standing = (root: CdpNode): number =>
  within(root).filter(
    (node) => node.nodeName === "IFRAME" && within(node).some(({ nodeName }) => nodeName === "H1"),
  ).length;

/** The replayed page within such an event itself, before any answer of the worker could come. */
const frameAt = (event: "pointerdown" | "keydown") =>
  page.evaluateHandle((name) => {
    const told: { frame: Element | null } = { frame: null };
    const note = () => (told.frame = document.querySelector(".stage iframe"));
    addEventListener(name, note, { once: true });
    return told;
  }, event);

const text = (locator: Locator) => locator.contentFrame().locator("body").innerText();

test("what the pointer rests on is drawn out of sight, and stands at the press", async () => {
  const before = await frame().elementHandle();
  await bar().hover({ position: await atShare(0.7) });
  await expect.poll(pages).toBe(2);
  // Whoever looks for the replayed page finds one, and it is the old one.
  await expect(frame()).toHaveCount(1);
  await expect(stage()).toHaveAttribute("data-position-ms", "1000");

  const brought = await frameAt("pointerdown");
  await page.mouse.down();
  await page.mouse.up();
  expect(await brought.evaluate((now, old) => now.frame !== old, before)).toBe(true);
});

test("where the last step would lead again is drawn ahead, and stands at the key", async () => {
  await page.keyboard.press("ArrowRight");
  await expect(stage()).toHaveAttribute("data-position-ms", "6000");
  await expect.poll(pages).toBe(2);
  const before = await frame().elementHandle();
  const brought = await frameAt("keydown");
  await page.keyboard.press("ArrowRight");
  expect(await brought.evaluate((now, old) => now.frame !== old, before)).toBe(true);
  await expect(stage()).toHaveAttribute("data-position-ms", "11000");

  // The way back was not taken yet, and is shown all the same.
  await page.keyboard.press("ArrowLeft");
  await expect(stage()).toHaveAttribute("data-position-ms", "6000");
});

test("a finding on which the keyboard's focus rests is drawn as well, and stands at Enter", async () => {
  await page.getByRole("tab", { name: /Findings/ }).click();
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: /^Go to Rage click/ }).focus();
  await expect.poll(pages).toBe(2);
  const before = await frame().elementHandle();
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => Number(await stage().getAttribute("data-position-ms")))
    .toBeGreaterThan(90_000);
  expect(await frame().evaluate((now, old) => now !== old, before)).toBe(true);
});

test("what a list scrolls under the pointer is not pointed at: the step stays drawn", async () => {
  const rows = page.locator(".event");
  await page.getByRole("tab", { name: /Events/ }).click();
  await rows.nth(3).click();
  await page.keyboard.down("Shift");
  for (let step = 0; step < 5; step++) {
    await page.keyboard.press("ArrowRight");
    await expect.poll(pages).toBe(2);
    // Longer than a pointer must rest.
    await page.waitForTimeout(400);
    const before = await frame().elementHandle();
    const brought = await frameAt("keydown");
    await page.keyboard.press("ArrowRight");
    expect(await brought.evaluate((now, old) => now.frame !== old, before), `step ${step}`).toBe(
      true,
    );
  }
});

test("whoever comes another way takes no step ahead", async () => {
  await page.keyboard.press("ArrowRight");
  await expect.poll(pages).toBe(2);
  await expect.poll(pages, { timeout: 10_000 }).toBe(1);
  await page.evaluate(() => (location.hash = "#/sessions/visit?t=20000"));
  await expect(stage()).toHaveAttribute("data-position-ms", "20000");
  // Lists follow a picture, and what is drawn ahead follows them.
  await page.waitForTimeout(500);
  expect(await pages()).toBe(1);
});

test("it shows what a seek without it shows, plays on, and has its keys", async () => {
  await bar().hover({ position: await atShare(0.7) });
  await expect.poll(pages).toBe(2);
  await page.mouse.down();
  await page.mouse.up();
  const at = Number(await stage().getAttribute("data-position-ms"));
  expect(at).toBeGreaterThan(1_000);
  const brought = await text(frame());

  await frame().contentFrame().locator("body").focus();
  await page.keyboard.press("Space");
  await expect
    .poll(async () => Number(await stage().getAttribute("data-position-ms")))
    .toBeGreaterThan(at);

  await page.goto("about:blank");
  await page.goto(`${ORIGIN}/#/sessions/visit?t=${at}`);
  await expect(stage()).toHaveAttribute("data-position-ms", String(at));
  expect(await text(frame())).toBe(brought);
});

test("it is let go when nobody comes", async () => {
  await bar().hover({ position: await atShare(0.4) });
  await expect.poll(pages).toBe(2);
  await expect.poll(pages, { timeout: 10_000 }).toBe(1);
  await page.evaluate(
    (at) => (location.hash = `#/sessions/visit?t=${at}`),
    CHECKPOINT.timestamp - STARTED_AT,
  );
  await expect(frame().contentFrame().locator("h1")).toHaveText(CHECKPOINT.title ?? "");
});

test("what opens later says so at the press, and no longer once it is open", async () => {
  const words = page.getByText("This tab opens at 0:02.");
  await page.goto(`${ORIGIN}/#/sessions/tabs?t=60000&tab=tab2`);
  await expect(stage()).toHaveAttribute("data-position-ms", "60000");
  await bar().hover({ position: { x: 1, y: 8 } });
  await expect.poll(pages).toBe(2);
  await page.mouse.down();
  await page.mouse.up();
  await expect(words).toBeVisible();

  await bar().hover({ position: await atShare(0.8) });
  await expect.poll(pages).toBe(2);
  await page.mouse.down();
  await page.mouse.up();
  await expect(words).toBeHidden();
  await page.evaluate(() => (location.hash = "#/sessions/tabs?t=20000&tab=tab2"));
  await expect(stage()).toHaveAttribute("data-position-ms", "20000");
  await expect(words).toBeHidden();
  await expect(frame()).toBeVisible();
});

test("nothing is drawn ahead while it plays", async () => {
  const position = async () => Number(await stage().getAttribute("data-position-ms"));
  await page.keyboard.press("Space");
  await bar().hover({ position: await atShare(0.9) });
  const from = await position();
  // A pointer rests after 60 ms.
  await expect.poll(position).toBeGreaterThan(from + 500);
  expect(await pages()).toBe(1);
});
