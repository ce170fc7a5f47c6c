import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { EventType, type RecordedEvent } from "../../src/format/events.ts";
import {
  DEFAULT_PRIVACY,
  readPolicyFile,
  writePolicyFile,
} from "../../src/privacy/privacy-settings.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { sessionOffered, startRecording, stopRecording, storedSession } from "./support/session.ts";

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

const siteOf = (url: string) => new URL(url).host;

async function openOptions(): Promise<Page> {
  const options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
  await expect(options.getByRole("heading", { name: "Rules for sites" })).toBeVisible();
  return options;
}

async function save(options: Page): Promise<void> {
  await options.getByRole("button", { name: "Save privacy" }).click();
  await expect(options.getByText("Privacy saved.")).toBeVisible();
}

/** A new rule for a site, unfolded. */
async function addRule(options: Page, site: string): Promise<Locator> {
  await options.getByRole("button", { name: "Add a rule" }).click();
  const sites = options.getByRole("group", { name: "New rule" }).getByLabel("Sites of this rule");
  await expect(sites).toBeFocused();
  await sites.fill(site);
  return options.getByRole("group", { name: site });
}

const storedPrivacy = (options: Page) =>
  options.evaluate(async () => {
    const { settings } = await chrome.storage.local.get("settings");
    return (settings as { privacy?: unknown } | undefined)?.privacy ?? null;
  });

async function reset(): Promise<void> {
  const options = await openOptions();
  await options.evaluate(() => chrome.storage.local.clear());
  await options.close();
}

const TEXT = "Order ORD-123456, call +49 30 7654321";

/** Writes the text into the page and types into its field. */
async function act(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/plain/`);
  await expect(page.locator("html[data-ready=true]")).toBeAttached();
  await page.getByTestId("text").evaluate((element, text) => (element.textContent = text), TEXT);
  await page.getByTestId("field").fill("typed words");
  await expect(page.getByTestId("field")).toHaveValue("typed words");
}

/** The events by the site of the document that they belong to. */
function bySite(events: readonly RecordedEvent[]): Record<string, string> {
  const own: Record<string, RecordedEvent[]> = {};
  let site = "";
  for (const event of events) {
    if (event.type === EventType.Meta) site = siteOf(String(event.data["href"]));
    (own[site] ??= []).push(event);
  }
  return Object.fromEntries(Object.entries(own).map(([of, all]) => [of, JSON.stringify(all)]));
}

test("P5 P6 each site of a session is recorded under its own rule, and the session says the loosest level", async () => {
  const strict = siteOf(fixtures.url);
  const open = siteOf(fixtures.otherUrl);
  // The same server under a third name, for which there is no rule.
  const plainUrl = fixtures.url.replace("127.0.0.1", "localhost");
  const options = await openOptions();
  await options.getByRole("button", { name: "Add a pattern" }).first().click();
  await options.getByLabel("Name of pattern 1").fill("order");
  await options.getByLabel("Pattern 1", { exact: true }).fill(String.raw`ORD-\d{6}`);
  await options.getByLabel("Try it on a text").first().fill(TEXT);
  await expect(options.getByText("Order [redacted], call +49 30 7654321")).toBeVisible();
  const strictRule = await addRule(options, strict);
  await strictRule.getByLabel("How much is masked here").selectOption("Strict");
  const openRule = await addRule(options, open);
  await openRule.getByLabel("How much is masked here").selectOption("Open");
  await expect(openRule.getByText(/Open shows what people type/)).toBeVisible();
  await openRule.getByLabel("Unmask").fill("#field");
  await openRule.getByLabel("Phone numbers here").selectOption("Take out");
  await options.getByLabel("Address to try").fill(`${fixtures.otherUrl}/plain/`);
  const tried = options.locator("dl[aria-label='Try an address']");
  await expect(tried).toContainText(/Level\s*Open/);
  await expect(tried).toContainText(`rule 2 (${open})`);
  await save(options);
  await options.close();

  const page = await browser.context.newPage();
  await act(page, fixtures.url);
  const popup = await startRecording(browser, page);
  await act(page, fixtures.url);
  await act(page, fixtures.otherUrl);
  await act(page, plainUrl);
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  const recorded = bySite(events);

  expect(session.privacy.level).toBe("open");
  expect(recorded[strict]).not.toMatch(/ORD-|7654321|plain page|typed words/);
  expect(recorded[open]).toContain("typed words");
  expect(recorded[open]).toContain("Order [redacted], call +[phone]");
  const rest = recorded[siteOf(plainUrl)];
  expect(rest).toContain("Order [redacted], call +49 30 7654321");
  expect(rest).not.toContain("typed words");
  expect(session.privacy.hits["custom:order"]).toBeGreaterThan(0);
  expect(session.privacy.hits["phone"]).toBeGreaterThan(0);
  await page.close();
  await popup.close();
  await reset();
});

test("P7 a site on the list that is never recorded is refused, and the popup says which list", async () => {
  const options = await openOptions();
  await options.getByLabel("Never record these sites").fill(siteOf(fixtures.url));
  await save(options);
  await options.close();
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/plain/`);
  const popup = await browser.openPopup(page);
  await expect(
    popup.getByText(/This site is on your list of sites that are never recorded\./),
  ).toBeVisible();
  await page.close();
  await popup.close();
  await reset();
});

test("P7 a change that concerns a recording says so before it is saved, stops it and drops what is unsent", async () => {
  const page = await browser.context.newPage();
  await act(page, fixtures.url);
  const popup = await startRecording(browser, page);
  const write = (text: string) =>
    page.getByTestId("text").evaluate((element, words) => (element.textContent = words), text);
  await write("kept words");
  const options = await openOptions();
  await options.getByLabel("Never record these sites").fill("elsewhere.example");
  await save(options);
  await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible();

  await options.getByLabel("Mask", { exact: true }).fill("h1");
  await options.getByRole("button", { name: "Save privacy" }).click();
  const dialog = options.getByRole("dialog", { name: "Save these changes?" });
  await expect(dialog).toContainText("1 recording that this concerns will stop.");
  await expect(dialog.getByRole("definition")).toContainText("h1");
  // In a page that is seen, a batch waits for half a second; in one that is hidden it does not.
  await page.bringToFront();
  const confirm = dialog.getByRole("button", { name: "Save and stop 1 recording" });
  // Each waits for the same moment by itself: how long this test takes to reach them is no matter then.
  const at = Date.now() + 1_000;
  await Promise.all([
    page.getByTestId("text").evaluate(async (element, when) => {
      await new Promise((done) => setTimeout(done, when - Date.now()));
      element.textContent = "unsent words";
    }, at),
    confirm.evaluate(async (button: HTMLButtonElement, when) => {
      await new Promise((done) => setTimeout(done, when - Date.now()));
      button.click();
    }, at + 50),
  ]);
  const id = await sessionOffered(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session).toMatchObject({
    state: "finished",
    endReason: "The privacy settings for a site in it were changed.",
  });
  expect(JSON.stringify(events)).toContain("kept words");
  expect(JSON.stringify(events)).not.toContain("unsent words");
  await expect(options.getByText("Privacy saved.")).toBeVisible();
  await expect.poll(() => dumpStorage(options)).toMatch(/The privacy settings were changed: level/);
  await page.close();
  await popup.close();
  await options.close();
  await reset();
});

test("P8 what is wrong is named, gets the focus, and nothing is saved", async () => {
  const options = await openOptions();
  const rule = await addRule(options, "shop.example");
  await rule.getByLabel("Mask", { exact: true }).fill("div[[");
  // Folded up, so that saving has to unfold it.
  await options.locator("details.rule summary").click();
  await options.getByRole("button", { name: "Save privacy" }).click();
  const field = rule.getByLabel("Mask", { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(
    options.getByText(/Rule 1 \(shop\.example\): “Mask”, line 1: "div\[\[" is not a CSS selector/),
  ).toBeVisible();
  await field.fill("");
  await rule.getByRole("button", { name: "Add a pattern" }).click();
  await rule.getByLabel("Name of pattern 1").fill("slow");
  await rule.getByLabel("Pattern 1", { exact: true }).fill("(a+)+b");
  await expect(rule.getByText(/"slow" .* cannot be used: it repeats a group/)).toBeVisible();
  await options.getByRole("button", { name: "Save privacy" }).click();
  await expect(rule.getByLabel("Pattern 1", { exact: true })).toBeFocused();
  expect(await storedPrivacy(options)).toBeNull();
  await options.close();
});

test("P8 a wrong policy file is refused with a sentence and changes nothing; a right one is shown before it is applied", async () => {
  const options = await openOptions();
  await options.getByLabel("Never record these sites").fill("bank.example");
  await save(options);
  const before = await storedPrivacy(options);
  const choose = async (text: string) => {
    const chooser = options.waitForEvent("filechooser");
    await options.getByRole("button", { name: "Import policy file…" }).click();
    const buffer = Buffer.from(text);
    await (await chooser).setFiles({ name: "policy.json", mimeType: "application/json", buffer });
  };
  for (const [text, sentence] of [
    ["{", /not JSON/],
    [
      `{"waymark":"privacy","version":1,"policy":{"mask":["a:hovered"]}}`,
      /"a:hovered" is not a valid/,
    ],
    [`{"waymark":"privacy","version":1,"deny":["https://a.example/"]}`, /is not a site/],
  ] as const) {
    await choose(text);
    await expect(options.getByText(sentence)).toContainText("was not imported");
    await expect(options.getByRole("dialog")).toBeHidden();
    expect(await storedPrivacy(options)).toEqual(before);
  }

  const wanted = { ...DEFAULT_PRIVACY, deny: ["bank.example", "tax.example"], indicator: false };
  await choose(writePolicyFile(wanted));
  const dialog = options.getByRole("dialog", { name: "Import this policy file?" });
  await expect(dialog.locator("ins")).toHaveText(["Added: tax.example", "Added: not shown"]);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await storedPrivacy(options)).toEqual(before);
  await choose(writePolicyFile(wanted));
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(options.getByText("Policy file imported.")).toBeVisible();
  expect(await storedPrivacy(options)).toEqual(wanted);
  await expect(options.getByLabel("Never record these sites")).toHaveValue(
    "bank.example\ntax.example",
  );

  const download = options.waitForEvent("download");
  await options.getByRole("button", { name: "Export policy file" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(readPolicyFile(file)).toEqual(wanted);
  await options.close();
  await reset();
});

test("P8 an administrator's policy is shown, and cannot be changed here", async () => {
  const options = await browser.context.newPage();
  const policyFile = writePolicyFile({ ...DEFAULT_PRIVACY, deny: ["bank.example"] });
  // Stands for the administrator: the browser takes policies from the machine only.
  await options.addInitScript((text) => {
    const state = { text };
    chrome.storage.managed.get = (async () => ({ policyFile: state.text })) as never;
  }, policyFile);
  await options.goto(browser.url("options.html"));
  await expect(options.getByText(/Your organization set these privacy settings/)).toBeVisible();
  await expect(options.getByText("bank.example")).toBeVisible();
  await expect(options.getByRole("button", { name: "Save privacy" })).toHaveCount(0);
  await expect(options.getByRole("button", { name: "Import policy file…" })).toHaveCount(0);
  await options.getByLabel("Address to try").fill("bank.example");
  await expect(
    options
      .getByRole("status")
      .getByText(/never recorded/)
      .first(),
  ).toBeVisible();
  await options.close();
});

/** Stands for the administrator in the background: sets the policy there and has it hear of that. */
async function setManaged(policyFile: string): Promise<void> {
  const worker = await browser.worker();
  await worker.evaluate((text) => {
    const answer = { policyFile: text };
    chrome.storage.managed.get = (async () => answer) as never;
    const { onChanged } = chrome.storage as unknown as { onChanged: { dispatch: Function } };
    onChanged.dispatch({ policyFile: { newValue: text } }, "managed");
  }, policyFile);
}

test("P7 P8 an administrator's policy stops what it concerns as it comes, and a wrong one lets nothing be recorded", async () => {
  const page = await browser.context.newPage();
  await act(page, fixtures.url);
  const popup = await startRecording(browser, page);
  await setManaged(writePolicyFile({ ...DEFAULT_PRIVACY, deny: ["bank.example"] }));
  await expect(popup.getByRole("button", { name: "Stop" })).toBeVisible();
  await setManaged(writePolicyFile({ ...DEFAULT_PRIVACY, deny: [siteOf(fixtures.url)] }));
  const { session } = await storedSession(browser, await sessionOffered(popup));
  expect(session.endReason).toMatch(/privacy settings for a site in it were changed/);
  await expect(
    popup.getByText(/on your company's list of sites that are never recorded/),
  ).toBeVisible();
  await setManaged(`{"waymark":"privacy","version":2}`);
  await expect(
    popup.getByText(/that your administrator set cannot be used\. .*version 1/),
  ).toBeVisible();
  await page.close();
  await popup.close();
});
