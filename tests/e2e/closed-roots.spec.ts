import { expect, test } from "@playwright/test";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { describeReplay } from "./support/compare.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

/** Closed shadow roots are recorded, masked as everything else, and stay closed to the page. */
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

/** What a page can see of `attachShadow` and of its closed roots. */
const PAGE_FACTS = `(() => {
  const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(Element.prototype, "attachShadow");
  const host = document.createElement("div");
  document.body.append(host);
  const root = host.attachShadow({ mode: "closed" });
  const facts = {
    name: value.name, length: value.length, flags, accessor: Boolean(get ?? set),
    native: Function.prototype.toString.call(value).includes("[native code]"),
    mode: root.mode, seen: host.shadowRoot, host: root.host === host,
    closed: [...document.querySelectorAll(".closed")].map((each) => [each.shadowRoot, each.childNodes.length]),
    element: Element === HTMLElement.__proto__ && Element.name === "Element",
    twice: (() => { try { host.attachShadow({ mode: "open" }); } catch (error) { return error.name; } })(),
  };
  host.remove();
  return facts;
})()`;

test("closed shadow roots that scripts attach are in the replay: early, late, and nested", async () => {
  test.setTimeout(90_000);
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/platform/closed.html`);
  const before = await page.evaluate(PAGE_FACTS);
  const popup = await startRecording(browser, page);
  // The hook comes first on the next page, as it does in the rest of a session.
  for (const when of ["open already", "navigated"]) {
    if (when === "navigated") await page.goto(`${fixtures.url}/platform/closed.html?next`);
    await expect(page.locator("html[data-ready=true]")).toBeAttached();
    const facts = await page.evaluate(PAGE_FACTS);
    expect(facts, when).toEqual(before);
    await page.waitForTimeout(1_000);
    await page.evaluate("change()");
    await page.waitForTimeout(700);
    expect(await page.evaluate("observed"), "what the page saw of us").toEqual([]);
  }
  const at = await page.evaluate(() => Date.now());
  await page.waitForTimeout(200);
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  const viewer = await openReplay(browser, id, at - session.startedAt);
  const { texts } = await describeReplay(viewer);
  for (const text of [
    "by script, changed",
    "nested, changed",
    "late",
    "late, changed",
    "deep, changed",
  ]) {
    expect.soft(texts, text).toContain(text);
  }
  // Nobody can tell it from one that another extension made.
  expect(texts).not.toContain("by parser");
  const checked = await viewer.evaluate(() => {
    const replayed = document.querySelector("iframe")!.contentDocument!;
    const root = replayed.querySelector("#script")!.shadowRoot!;
    return root.querySelector<HTMLInputElement>("[type=checkbox]")!.checked;
  });
  expect(checked).toBe(true);
  const stored = JSON.stringify(events);
  expect(stored).not.toMatch(/typed-secret|masked-secret|written-secret|blocked-secret/);
  for (const each of [viewer, page, popup]) await each.close();
});
