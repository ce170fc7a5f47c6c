import { expect, type Page, test } from "@playwright/test";
import type { RecordedEvent } from "../../src/format/events.ts";
import {
  readSignal,
  type SignalPayload,
  type SignalTag,
} from "../../src/format/signals/signals.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";
import { IS_LONG } from "./support/long.ts";

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

/** Records the page from its first script on, while `act` runs in it. */
async function record<T>(act: (page: Page) => Promise<T>) {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/console/`);
  const popup = await startRecording(browser, page);
  await page.reload();
  // The recorder follows a moment after the early hook, which hears of errors alone.
  await page.waitForFunction("'Waymark' in globalThis");
  const result = await act(page);
  await page.waitForTimeout(1_500);
  const id = await stopRecording(popup);
  const { events } = await storedSession(browser, id);
  await page.close();
  await popup.close();
  return { id, events, result };
}

function signals<T extends SignalTag>(events: RecordedEvent[], tag: T): SignalPayload<T>[] {
  return events.map((event) => readSignal(event, tag)).filter((payload) => payload !== null);
}

const withoutTimes = ({ printed, getters }: { printed: string[]; getters: unknown }) => ({
  printed: printed.map((line) => line.replace(/[\d.]+ ms/, "N ms")),
  getters,
});

const run = (page: Page, name: string) => page.evaluate(`${name}()`);

test("P5 a page's console is recorded at every level, bounded and without secrets", async () => {
  const say = async (page: Page) => {
    const printed: string[] = [];
    page.on("console", (message) => printed.push(`${message.type()} ${message.text()}`));
    await run(page, "say");
    return { printed, getters: await page.evaluate("getters") };
  };
  const alone = await browser.context.newPage();
  await alone.goto(`${fixtures.url}/console/`);
  const expected = await say(alone);
  await alone.close();
  const { events, result } = await record(say);
  expect(withoutTimes(result), "what the browser's console got").toEqual(withoutTimes(expected));
  const calls = signals(events, "waymark.console");
  const levels = new Set(calls.map(({ level }) => level));
  expect([...levels].toSorted()).toEqual(
    "assert clear count countReset debug dir error group groupCollapsed groupEnd info log table time timeEnd timeLog trace warn".split(
      " ",
    ),
  );
  expect(result.getters, "getters of the page that ran").toBe(0);
  expect(JSON.stringify(events)).not.toMatch(/hush|jane@|blocked-(?:text|class)|held/);

  const [first] = calls;
  expect(first).toMatchObject({
    level: "log",
    message: 'log line of 2 {"cart": Cart {"items": [{"name": "pen", "price": 2}]}}',
    args: [{ cart: { "~": "Cart", items: [{ name: "pen", price: 2 }] } }],
    source: `${fixtures.url}/console/page.js`,
    line: 12,
  });
  const warn = calls.find(({ level }) => level === "warn")!;
  expect(warn.message).toBe("warn <button> <p>");
  expect(warn.nodes).toHaveLength(1);
  const error = calls.find(({ level }) => level === "error")!;
  expect(error.message).toBe("error TypeError: inner");
  expect(error.stack).toMatch(/^TypeError: inner\n\s+at .*page\.js:15:\d+/);
  expect(error.args).toEqual([{ "~": "TypeError", message: "inner", causes: ["Error: root"] }]);
  const trace = calls.find(({ level }) => level === "trace")!;
  expect(trace.stack).toMatch(/^at .*say \(.*page\.js:17:\d+\)/);
  expect(JSON.stringify(calls), "frames of the recorder").not.toContain("extension://");
  expect(calls.filter(({ level }) => level === "assert")).toMatchObject([{ message: "failed" }]);
  expect(calls.find(({ message }) => message === "within")!.depth).toBe(2);
  expect(calls.filter(({ message }) => message === "again")).toMatchObject([{}, { repeats: 9 }]);
  expect(calls.find(({ hydration }) => hydration)?.hydration).toBe("react");
  expect(calls.find(({ message }) => message.startsWith('{"user"'))).toMatchObject({
    message: '{"user": "[email]", "password": [secret], "list": [{"token": [secret]}]}',
    args: [{ user: "[email]", password: "[secret]", list: [{ token: "[secret]" }] }],
  });
});

test("P4 P6 errors, resources and blocked requests are recorded without what is hidden", async () => {
  const { events } = await record(async (page) => {
    await run(page, "fail");
    await run(page, "failInFrames");
  });
  const errors = signals(events, "waymark.error");
  expect(JSON.stringify(events)).not.toMatch(/hush|blocked-picture/);

  expect(errors.find(({ name }) => name === "RangeError")).toMatchObject({
    what: "error",
    message: "Uncaught RangeError: thrown",
    source: `${fixtures.url}/console/page.js`,
    causes: [{ name: "TypeError", message: "the cause" }, { message: "the root" }],
    stack: expect.stringMatching(/^RangeError: thrown\n\s+at .*page\.js/),
  });
  expect(errors.find(({ what }) => what === "rejection")).toMatchObject({
    name: "AbortError",
    message: "gone",
  });
  const resources = errors.filter(({ what }) => what === "resource");
  expect(resources).toContainEqual({
    what: "resource",
    message: "Could not load <img>",
    tag: "img",
    id: expect.any(Number),
    url: `${fixtures.url}/nothing-here.png?session=*`,
  });
  expect(resources).toContainEqual(
    expect.objectContaining({
      tag: "link",
      url: `${fixtures.url}/console/not-there.css?session=*`,
    }),
  );
  expect(resources).toContainEqual({
    what: "resource",
    message: "Could not load <img>",
    tag: "img",
  });
  const blocked = errors.find(({ what }) => what === "csp");
  expect(blocked).toMatchObject({
    directive: "connect-src",
    url: expect.stringMatching(/^https:\/\/elsewhere\.example\/forbidden/),
  });
  const inFrames = errors.filter(({ frame }) => frame !== undefined);
  expect(inFrames.map(({ message }) => message)).toEqual([
    "Uncaught RangeError: in a frame",
    "Uncaught RangeError: after it went on",
  ]);
  expect(new Set(inFrames.map(({ frame }) => frame)).size).toBe(1);
  // The call passed through the recorder, which the browser takes for its source.
  expect(blocked).not.toHaveProperty("source");
});

test("the viewer lists what a page said, and shows values, call site and stack of a line", async () => {
  const { id } = await record(async (page) => {
    await run(page, "say");
    await run(page, "fail");
  });
  const viewer = await openReplay(browser, id, 0);
  await viewer.getByRole("tab", { name: /^Events/ }).click();
  const list = viewer.getByRole("list", { name: "Events" });
  await viewer.getByLabel("Category").selectOption({ label: "Console" });
  await viewer.getByLabel("Filter events by text").fill("line of 2");
  await expect(list.getByRole("listitem")).toHaveCount(1);
  const open = list.getByRole("button", { name: /^Details of “console\.log: log line of 2/ });
  await open.focus();
  await viewer.keyboard.press("Enter");
  await expect(open).toHaveAttribute("aria-expanded", "true");
  await expect(list.getByText(/page\.js:\d+:\d+$/)).toBeVisible();
  const value = list.locator("details").filter({ hasText: "cart" }).last();
  await value.locator("summary").first().click();
  await expect(list.getByText("Cart {items}")).toBeVisible();
  await viewer.keyboard.press("Escape");

  await viewer.getByLabel("Category").selectOption({ label: "Errors" });
  await viewer.getByLabel("Filter events by text").fill("thrown");
  await list.getByRole("button", { name: /^Details of “Uncaught RangeError: thrown/ }).click();
  await expect(list.getByLabel("Stack").first()).toContainText("RangeError: thrown");
  await expect(list.getByRole("heading", { name: "Caused by" })).toHaveCount(2);
  // Nothing is fetched before a yes to the addresses; then the stack is told in the sources.
  await list.getByRole("button", { name: "Resolve with source maps" }).click();
  await expect(list.getByText(`${fixtures.url}/console/page.js`, { exact: true })).toBeVisible();
  await list.getByRole("button", { name: "Fetch" }).click();
  await expect(list.getByRole("region", { name: "In the sources" })).toContainText(
    `${fixtures.url}/console/src/page.ts:`,
  );
  await viewer.getByLabel("Filter events by text").fill("policy");
  await expect(
    list.getByText(/^Blocked by the page's content security policy: connect-src https:/),
  ).toBeVisible();
  await viewer.getByLabel("Filter events by text").fill("could not load");
  await expect(list.getByText(/^Could not load <img> http/)).toBeVisible();
  await viewer.close();
});

/** The driver hears each of them, so all of them only in `npm run test:long`. */
const LINES = IS_LONG ? 100_000 : 5_000;

test("R6 a flood of lines is sampled, counted, and does not hold the page up", async () => {
  test.setTimeout(120_000);
  const flooded = (page: Page) =>
    page.evaluate(`flood(${LINES / 1_000})`) as Promise<{ took: number; longest: number }>;
  async function alone() {
    const page = await browser.context.newPage();
    await page.goto(`${fixtures.url}/console/`);
    const measured = await flooded(page);
    await page.close();
    return measured;
  }
  // Before and after: another browser is at work on this machine too.
  const before = await alone();
  const { events, result } = await record(flooded);
  const after = await alone();
  const without = {
    took: Math.max(before.took, after.took),
    longest: Math.max(before.longest, after.longest),
  };
  const calls = signals(events, "waymark.console");
  const sampled = signals(events, "waymark.capture").filter(({ part }) => part === "console");
  const dropped = sampled.reduce((sum, each) => sum + (each.dropped ?? 0), 0);
  expect(calls.length + dropped).toBe(LINES);
  expect(calls.length).toBeLessThan(200 + 50 * Math.ceil(result.took / 1_000 + 1));
  const text = `alone ${JSON.stringify([before, after])}, recorded ${JSON.stringify(result)}`;
  expect(result.took, text).toBeLessThan(2 * without.took + 1_000);
  expect(result.longest, text).toBeLessThan(2 * without.longest + 200);
});
