import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { EventType, type RecordedEvent } from "../../src/format/events.ts";
import { shapeEvent } from "../../src/privacy/gate2/shape.ts";
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

/**
 * Pages that patch what a recorder is made of, before it comes, and do work whose result they show:
 * with and without a recording it must be the same.
 */
const WORK = `
  window.results = [];
  async function work() {
    const list = document.getElementById("list");
    for (let i = 0; i < 20; i++) {
      const item = document.createElement("li");
      item.textContent = "item " + i;
      list.append(item);
      if (i % 3 === 0) item.className = "third";
      if (i % 5 === 4) list.firstElementChild.remove();
      await new Promise((next) => setTimeout(next, 10));
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("li { color: rgb(1, 2, 3) }");
    document.adoptedStyleSheets = [sheet];
    document.adoptedStyleSheets.push(new CSSStyleSheet());
    const rule = sheet.cssRules[0];
    rule.style.color = "rgb(4, 5, 6)";
    const host = document.createElement("div");
    list.after(host);
    const root = host.attachShadow({ mode: "closed" });
    root.innerHTML = "<b>shadow</b>";
    const { port1, port2 } = new MessageChannel();
    const echoed = new Promise((done) => (port2.onmessage = ({ data }) => done(data)));
    port1.postMessage({ say: "hello" });
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = box.indeterminate = true;
    results.push(list.textContent, JSON.stringify({ a: [1, { b: 2 }] }), (await echoed).say,
      getComputedStyle(list.firstElementChild).color, document.adoptedStyleSheets.length,
      String(host.shadowRoot), box.checked && box.indeterminate, root.mode,
      new Map([[1, 2]]).get(1), [1, 2, 3].map((x) => x * 2).join());
    return JSON.stringify(results);
  }`;
const ATTACKS: Readonly<Record<string, string>> = {
  "JSON and its kin": `
    Array.prototype.toJSON = function () { return "forged-array"; };
    Object.prototype.toJSON = function () { return this === window ? 1 : this; };
    String.prototype.toJSON = () => "forged-string";`,
  "collections that count": `
    let calls = 0;
    for (const [type, method] of [[Map, "get"], [Map, "set"], [WeakMap, "get"], [WeakMap, "set"], [Set, "add"], [Array, "push"]]) {
      const native = type.prototype[method];
      type.prototype[method] = function (...args) { calls++; return native.apply(this, args); };
    }
    const then = Promise.prototype.then;
    Promise.prototype.then = function (...args) { return then.apply(this, args); };`,
  "a message port that listens": `
    const post = MessagePort.prototype.postMessage;
    window.posted = [];
    MessagePort.prototype.postMessage = function (...args) {
      posted.push(JSON.stringify(args[0]));
      return post.apply(this, args);
    };
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (...args) { return add.apply(this, args); };`,
  "getters that throw": `
    for (const name of ["textContent", "firstChild", "parentNode", "childNodes"]) {
      const { get, set } = Object.getOwnPropertyDescriptor(Node.prototype, name);
      Object.defineProperty(Node.prototype, name, { configurable: true, set,
        get() { if (this.localName === "trap") throw new Error("trap"); return get.call(this); } });
    }
    addEventListener("DOMContentLoaded", () => {
      const trap = document.createElement("x-trap");
      Object.defineProperty(trap, "shadowRoot", { get() { throw new Error("shadow trap"); } });
      Object.defineProperty(trap, "value", { get() { throw new Error("value trap"); } });
      document.body.append(trap, document.createElement("trap"));
    });
    console.log = console.warn = console.error = console.debug = () => { throw new Error("console trap"); };`,
  "a mutation observer of its own": `
    const Native = MutationObserver;
    window.MutationObserver = class extends Native {
      constructor(callback) { super((records, self) => callback(records.slice(), self)); }
    };
    for (const name of ["Text", "Comment"]) window[name].prototype.x = 1;`,
  "objects that are proxies": `
    addEventListener("DOMContentLoaded", () => {
      const odd = document.createElement("input");
      const evil = new Proxy({}, { get() { throw new Error("proxy trap"); }, ownKeys() { throw new Error("proxy trap"); } });
      for (const name of ["type", "name", "form", "classList", "value", "scrollTop"]) {
        try { Object.defineProperty(odd, name, { get: () => evil }); } catch {}
      }
      odd.dispatchEvent(new Event("input", { bubbles: true }));
      class Odd extends HTMLElement {
        [Symbol.toPrimitive]() { throw new Error("primitive trap"); }
        toJSON() { throw new Error("json trap"); }
      }
      customElements.define("odd-element", Odd);
      document.body.append(new Odd());
      dispatchEvent(new ErrorEvent("error", { error: evil, message: "forged" }));
    });`,
};
/** After these a recorder that came later could not work at all: the session must say so and end well. */
const SABOTAGE: Readonly<Record<string, string>> = {
  "no observers": `window.MutationObserver = undefined; window.JSON = undefined; window.Map = undefined; window.WeakMap = undefined; window.Set = undefined;`,
  "a node that cannot be read": `
    const { get } = Object.getOwnPropertyDescriptor(Node.prototype, "nodeType");
    Object.defineProperty(Node.prototype, "nodeType", { configurable: true,
      get() { if (this.localName === "trap") throw new Error("node trap"); return get.call(this); } });
    addEventListener("DOMContentLoaded", () => document.body.append(document.createElement("trap")), true);`,
  "a stolen port": `
    const box = {};
    dispatchEvent(new CustomEvent("waymark:take", { detail: box }));
    window.stolen = Boolean(box.kit);
    box.kit?.port?.close();
    if (box.kit) box.kit.onPort = (port) => port.close();`,
};
const attackPage = (script: string) =>
  `<!doctype html><title>Attack</title><script>${script}</script><ul id="list"></ul><p id="text">hello</p><script>${WORK}</script>`;

let server: Server;
let origin: string;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://x");
    const attack = searchParams.get("attack") ?? "";
    const html =
      pathname === "/attack"
        ? attackPage(ATTACKS[attack] ?? SABOTAGE[attack] ?? "")
        : pages[pathname];
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
      send(`${JSON.stringify({ batches: [{ seq, count: 1, hits: {}, ...more }] })}\n${json}`);
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
  // The tests behind this one are of the same origin.
  await page.evaluate("localStorage.clear()");
  await page.close();
  await popup.close();
});

/** Goes to the attack page within a session, so that the early hook is there as in the rest of one. */
async function openAttack(what: string): Promise<{ page: Page; popup: Page }> {
  const { page, popup } = await open("/plain");
  await page.goto(`${origin}/attack?attack=${encodeURIComponent(what)}`);
  return { page, popup };
}

for (const what of Object.keys(ATTACKS)) {
  test(`R4 a page with ${what} works as without, and its session is valid`, async () => {
    test.setTimeout(120_000);
    const alone = await browser.context.newPage();
    await alone.goto(`${origin}/attack?attack=${encodeURIComponent(what)}`);
    const wanted = await alone.evaluate("work()");
    await alone.close();
    const { page, popup } = await openAttack(what);
    await expectStored("Attack");
    await page.waitForTimeout(1_000);
    expect(await page.evaluate("work()")).toBe(wanted);
    await write(page, "after the attack");
    await expectStored("after the attack");
    const id = await stopRecording(popup);
    const { session, events } = await storedSession(browser, id);
    expect(session.state).toBe("finished");
    expectValid(events);
    expect(JSON.stringify(events)).toContain("item 19");
    expect(JSON.stringify(events)).not.toMatch(/forged-(?:array|string)/);
    await page.close();
    await popup.close();
  });
}

for (const what of Object.keys(SABOTAGE)) {
  test(`R4 where a page with ${what} makes recording impossible, the popup says so`, async () => {
    test.setTimeout(120_000);
    const { page, popup } = await openAttack(what);
    // A recorder that was faster than the page's first script was there to be stolen from no more.
    // Asked of that page only: where built-ins are broken, the driver cannot ask anything.
    const missed = async () => what === "a stolen port" && !(await page.evaluate("window.stolen"));
    for (let i = 0; i < 5 && (await missed()); i++) await page.reload();
    await popup.bringToFront();
    await expect(
      popup
        .getByText(
          /The page keeps Waymark from recording it|The recorder (?:failed|could not start) in this page/,
        )
        .first(),
    ).toBeVisible({
      timeout: 60_000,
    });
    const [session] = await storedSessions(browser);
    expect(session!.state).toBe("interrupted");
    // What was recorded before, on the page before, is kept.
    expectValid((await storedSession(browser, session!.id)).events);
    await page.close();
    await popup.close();
  });
}

test("R4 a flood of changes, events and depth leaves a valid session and a page that works", async () => {
  test.setTimeout(180_000);
  const { page, popup } = await openAttack("none");
  await expectStored("Attack");
  await page.evaluate(async () => {
    const list = document.getElementById("list")!;
    const items = Array.from({ length: 500 }, () => list.appendChild(document.createElement("li")));
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 5_000; i++) items[i % 500]!.setAttribute("data-n", String(i));
      for (let i = 0; i < 1_000; i++) items[i % 500]!.dispatchEvent(new Event("scroll"));
      for (let i = 0; i < 1_000; i++) {
        items[i % 500]!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      }
      await new Promise((next) => setTimeout(next, 10));
    }
    let deep: Element = list;
    for (let i = 0; i < 3_000; i++) deep = deep.appendChild(document.createElement("i"));
    document.title = "flooded";
  });
  await write(page, "after the flood");
  await expectStored("after the flood");
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  expectValid(events);
  await page.close();
  await popup.close();
});

test("R4 a clean frame's built-ins give a page no way to the recorder", async () => {
  const { page, popup } = await open("/plain");
  const reached = await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const clean = frame.contentWindow as Window & typeof globalThis;
    const found: string[] = [];
    const chromeHere = (clean as { chrome?: { runtime?: { sendMessage?: unknown } } }).chrome;
    if (chromeHere?.runtime?.sendMessage) found.push("runtime");
    for (const name of Object.getOwnPropertyNames(window)) {
      if (/waymark/i.test(name) && name !== "Waymark") found.push(name);
    }
    // Asking for the kit or the port once more gets neither.
    const box: { kit?: unknown } = {};
    dispatchEvent(new CustomEvent("waymark:take", { detail: box }));
    if (box.kit) found.push("kit");
    addEventListener("waymark:port", (event) => found.push(`port ${event.type}`), true);
    dispatchEvent(new Event("waymark:want"));
    addEventListener("waymark:tail", (event) => found.push(String((event as CustomEvent).detail)));
    await new Promise((next) => setTimeout(next, 300));
    const hidden = document.createElement("div");
    hidden.attachShadow({ mode: "closed" });
    document.body.append(hidden);
    clean.dispatchEvent.call(window, new Event("waymark:reveal"));
    if (hidden.shadowRoot) found.push("closed root");
    return found;
  });
  expect(reached).toEqual([]);
  await stopRecording(popup);
  await page.close();
  await popup.close();
});

/** Every stored event passes gate 2's shape check and format unchanged in kind; ids name what was added before. */
function expectValid(events: readonly RecordedEvent[]): void {
  const bad = events.filter((event) => shapeEvent(structuredClone(event)) === null);
  expect(bad).toEqual([]);
  expect(events.some(({ type }) => type === EventType.FullSnapshot)).toBe(true);
}
