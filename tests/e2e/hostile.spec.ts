import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";

/** Pages that mean harm, recorded by the real extension. */
const PLAIN = `<!doctype html><title>Plain</title><p id="text">hello</p>`;
const pages: Readonly<Record<string, string>> = {
  "/plain": PLAIN,
  "/named": `${PLAIN}${["cookie", "querySelectorAll", "defaultView", "title"].map((name) => `<img name="${name}">`).join("")}`,
  // Takes the recorder's port before the recorder comes, and sends junk through it.
  "/thief": `${PLAIN}<script>
    const box = {};
    dispatchEvent(new CustomEvent("waymark:take", { detail: box }));
    window.stolen = box.kit?.port ?? null;
    for (const junk of [null, 7, { type: "batch", batch: null }, { type: "batch", batch: { seq: 0, count: 1, json: 5 } },
      { type: "batch", batch: { seq: 1, count: 1, json: "[]", hits: { a: 10n } } }]) stolen?.postMessage(junk);
  </script>`,
};

let server: Server;
let origin: string;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const html = pages[new URL(request.url!, "http://x").pathname];
    if (html === undefined) response.writeHead(404).end();
    else response.setHeader("content-type", "text/html").end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function open(path: string): Promise<{ page: Page; popup: Page }> {
  const page = await browser.context.newPage();
  await page.goto(origin + path);
  return { page, popup: await startRecording(browser, page) };
}

async function write(page: Page, text: string): Promise<void> {
  await page.evaluate((value) => {
    (globalThis as unknown as { text: HTMLElement }).text.textContent = value;
  }, text);
}

async function dump(): Promise<string> {
  const page = await browser.context.newPage();
  await page.goto(browser.url("options.html"));
  const text = await dumpStorage(page);
  await page.close();
  return text;
}

/** Waits until `text` stands somewhere in what is stored. */
async function expectStored(text: string): Promise<void> {
  await expect.poll(() => dump(), { timeout: 10_000 }).toContain(text);
}

test("P1 R4 forged events leave nothing of theirs, hang nothing, and reach no other session", async () => {
  const other = await open("/plain?other");
  const { page, popup } = await open("/plain");
  await page.evaluate(() => {
    const send = (detail: unknown) => dispatchEvent(new CustomEvent("waymark:tail", { detail }));
    const batch = (seq: number, json: string, more = {}) =>
      send(JSON.stringify({ batches: [{ seq, count: 1, json, hits: {}, ...more }] }));
    for (const junk of [1, null, "", "null", "{", '{"batches":[null]}', "[".repeat(1_000_000)])
      send(junk);
    for (const name of ["waymark:port", "waymark:take", "waymark:want"]) {
      dispatchEvent(new CustomEvent(name, { detail: {} }));
    }
    const now = Date.now();
    const script = { type: 3, id: 501, textContent: "forged-script" };
    const events = [
      { type: 5, timestamp: now, data: { tag: "waymark.unknown", payload: { x: "forged-tag" } } },
      { type: 5, timestamp: now, data: { tag: "__proto__", payload: { x: "forged-tag" } } },
      { type: 6, timestamp: now, data: { plugin: "x", payload: "forged-plugin" } },
      {
        type: 3,
        timestamp: now,
        data: { source: 5, id: 77, text: "forged-value", isChecked: false },
      },
      { type: 3, timestamp: now, data: { source: 9, id: 1, args: ["forged-canvas"] } },
      {
        type: 4,
        timestamp: now,
        data: { href: "javascript:forged-js", width: 1, height: 1 },
        extra: "forged-extra",
      },
      { type: 4, timestamp: 8e15, data: { href: "/", width: 1, height: 1 } },
      {
        type: 3,
        timestamp: now,
        data: {
          source: 0,
          texts: [{ id: 9999, value: "forged-text" }],
          attributes: [],
          removes: [],
          adds: [
            {
              parentId: 1,
              nextId: null,
              node: {
                type: 2,
                id: 500,
                tagName: "script",
                attributes: { onclick: "forged-on" },
                childNodes: [script],
              },
            },
          ],
        },
      },
      null,
      [],
    ];
    batch(700, JSON.stringify(events), { sessionId: "other", tabId: "t9", producer: "other" });
    // Made to keep a regular expression busy for hours.
    const rule = `a{b:url(${" ".repeat(30_000)}'`;
    batch(
      701,
      JSON.stringify([{ type: 3, timestamp: now, data: { source: 8, id: 1, adds: [{ rule }] } }]),
    );
    batch(702, `[${"1,".repeat(2_000_000)}1]`);
  });
  await other.page.bringToFront();
  await write(other.page, "other-goes-on");
  await expectStored("other-goes-on");
  const id = await stopRecording(popup);
  const otherId = await stopRecording(other.popup);

  expect([...new Set((await dump()).match(/forged-\w+/g))]).toEqual([]);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expect(session.privacy.hits["malformed"]).toBeGreaterThan(1);
  expect(events.at(-1)!.timestamp - events[0]!.timestamp).toBeLessThan(120_000);
  const untouched = await storedSession(browser, otherId);
  expect(untouched.session.privacy.hits["malformed"]).toBeUndefined();
  for (const tab of [page, popup, other.page, other.popup]) await tab.close();
});

test("R4 a page that stole the recorder's port cannot keep Stop from ending", async () => {
  const { page, popup } = await open("/plain?before");
  await page.goto(`${origin}/thief`);
  await expect.poll(() => page.evaluate("stolen !== null")).toBe(true);
  const id = await stopRecording(popup);
  expect((await storedSession(browser, id)).session.state).toBe("finished");
  await page.close();
  await popup.close();
});

test("R4 what runs in a page cannot command the recorder", async () => {
  const { page, popup } = await open("/plain");
  const tabId = await browser.tabId(page);
  const options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
  const answers = await options.evaluate(async (id) => {
    const [ran] = await chrome.scripting.executeScript({
      target: { tabId: id },
      args: [id],
      func: (recorded: number) =>
        Promise.all(
          ["stop", "pause", "get-state"].map((type) =>
            chrome.runtime.sendMessage({ type, tabId: recorded }).then(
              (answer: unknown) => answer ?? null,
              () => null,
            ),
          ),
        ),
    });
    return ran?.result;
  }, tabId);
  expect(answers).toEqual([null, null, null]);
  expect((await storedSessions(browser))[0]?.state).toBe("recording");
  await stopRecording(popup);
  for (const tab of [page, popup, options]) await tab.close();
});

const OPT_OUTS = {
  "a cookie": 'document.cookie = "waymark_optout=1; path=/"',
  "the storage": 'localStorage.setItem("waymark_optout", "1")',
  "a meta tag": `document.head.insertAdjacentHTML("beforeend", '<meta name="waymark" content="no-record">')`,
  "the page's API": "Waymark.optOut()",
  "Global Privacy Control in the page":
    'Object.defineProperty(navigator, "globalPrivacyControl", { value: true })',
};
for (const [what, script] of Object.entries(OPT_OUTS)) {
  test(`P7 ${what} set while recording stops it and drops what is unsent`, async () => {
    const { page, popup } = await open("/plain");
    // Sessions of the tests before are still stored.
    const kept = `kept with ${what}`;
    await write(page, kept);
    await expectStored(kept);
    await page.evaluate(
      `text.textContent = "unsent-text"; ${script}; text.textContent = "refused-text"`,
    );
    const id = await sessionOffered(popup);
    expect((await storedSession(browser, id)).session.state).toBe("finished");
    await write(page, "later-text");
    expect(await page.evaluate("typeof Waymark")).toBe("undefined");
    const stored = JSON.stringify((await storedSession(browser, id)).events);
    expect(stored).toContain(kept);
    expect(stored).not.toMatch(/unsent-text|refused-text|later-text/);
    await page.evaluate("localStorage.clear()");
    await browser.context.clearCookies();
    await page.close();
    await popup.close();
  });
}

test("P7 elements that bear the names of the document's properties hide no opt-out", async () => {
  const { page, popup } = await open("/named");
  await write(page, "before-text");
  await expectStored("before-text");
  await page.evaluate(
    'localStorage.setItem("waymark_optout", "1"); text.textContent = "refused-text"',
  );
  const id = await sessionOffered(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expect(JSON.stringify(events)).not.toContain("refused-text");
  await page.close();
  await popup.close();
});
