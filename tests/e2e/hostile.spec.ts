import { expect, type Page, test } from "@playwright/test";
import { MOST_LEVELS, type RecordedEvent } from "../../src/format/events.ts";
import { dumpOf } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import {
  ATTACKS,
  attackPath,
  attackScript,
  hostilePage,
  SABOTAGE,
  TOGETHER,
} from "./support/hostile-pages.ts";
import { servePages } from "./support/serve-pages.ts";
import {
  sessionOffered,
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "./support/session.ts";
import { straysIn } from "./support/sound-stream.ts";
import { openReplay } from "./support/viewer.ts";
import { IS_LONG } from "./support/long.ts";

/** Pages that mean harm, recorded by the real extension. */
let pages: Awaited<ReturnType<typeof servePages>>;
let origin: string;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  pages = await servePages((url) => {
    const html = hostilePage(url);
    return html === undefined ? undefined : { body: html };
  });
  ({ origin } = pages);
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await pages?.close();
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

/** Waits until `text` stands somewhere in what is stored. */
async function expectStored(text: string): Promise<void> {
  await expect.poll(() => dumpOf(browser), { timeout: 20_000 }).toContain(text);
}

test("P1 R4 forged events leave nothing of theirs, hang nothing, and reach no other session", async () => {
  const other = await open("/plain?other");
  const { page, popup } = await open("/eavesdropper");
  await expect.poll(() => page.evaluate("typeof overheard")).toBe("object");
  await page.evaluate(() => {
    const { overheard } = globalThis as unknown as { overheard: MessagePort };
    const send = (detail: unknown, type = "batches") =>
      overheard.dispatchEvent(new CustomEvent(type, { detail }));
    const batch = (seq: number, json: string) => {
      send(json, "events");
      send(`undefined\n${seq} 1`);
    };
    for (const junk of [1, null, "", "null", "soon", "\n".repeat(1_000_000), "x\n-1 x", "[\n0"]) {
      send(junk);
      send(junk, "events");
      send(junk);
    }
    for (const name of ["waymark:port", "waymark:take", "waymark:want", "batches", "events"]) {
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
    batch(700, JSON.stringify(events));
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

  expect([...new Set((await dumpOf(browser)).match(/forged-\w+/g))]).toEqual([]);
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
  // A recorder that was faster than the page's first script was there to be stolen from no more.
  await expect(async () => {
    if (await page.evaluate("stolen !== null")) return;
    await page.reload();
    await expect.poll(() => page.evaluate("stolen !== null"), { timeout: 2_000 }).toBe(true);
  }).toPass({ timeout: 30_000 });
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
/** The others end a recording by the same way. */
const SET = IS_LONG ? Object.keys(OPT_OUTS) : ["a cookie", "a meta tag", "the page's API"];
for (const what of SET as (keyof typeof OPT_OUTS)[]) {
  const script = OPT_OUTS[what];
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

/** How an attack comes to a page that is recorded. */
const MOMENTS = {
  /** Within a session: the early hook is there before the page's first script. */
  "as it is loaded": async (attack: string) => {
    const opened = await open("/plain");
    await opened.page.goto(origin + attackPath(attack));
    return opened;
  },
  /** No hook was there: the recorder works with what it finds. */
  "before it is recorded": (attack: string) => open(attackPath(attack)),
  "while it is recorded": async (attack: string) => {
    const opened = await open(attackPath("none"));
    await opened.page.evaluate(`{ ${attackScript(attack)} }`);
    return opened;
  },
};
/** One by one in `npm run test:long`; else those that go together at once, and what does not. */
const AT_LOAD = IS_LONG ? Object.keys(ATTACKS) : [TOGETHER, "JSON that lies"];
const CASES: (readonly [when: keyof typeof MOMENTS, what: string])[] = [
  ...AT_LOAD.map((what) => ["as it is loaded", what] as const),
  ["before it is recorded", TOGETHER],
  ["while it is recorded", TOGETHER],
  ["while it is recorded", "JSON that lies"],
];

/** What the page's work comes to where nobody records it. */
async function workAlone(attack: string): Promise<string> {
  const page = await browser.context.newPage();
  await page.goto(origin + attackPath(attack));
  const result = await work(page);
  await page.close();
  return result;
}

/** By the page's own button: where built-ins are broken, the driver can run nothing in the page. */
async function work(page: Page): Promise<string> {
  await page.bringToFront();
  await page.getByRole("button", { name: "Work" }).click();
  const output = page.locator("#output");
  await expect(output).not.toBeEmpty();
  return (await output.textContent())!;
}

for (const [when, what] of CASES) {
  test(`R4 a page with ${what} ${when} works as without, and its session is valid`, async () => {
    test.setTimeout(120_000);
    const wanted = await workAlone(what);
    expect(wanted).toContain("item 19");
    const { page, popup } = await MOMENTS[when](what);
    await expectStored("Attack");
    expect(await work(page)).toBe(wanted);
    await write(page, "after the attack");
    await expectStored("after the attack");
    // A second kit may be left there: see the test that waits for that to be mended.
    const known = when === "as it is loaded" ? ["kit"] : [];
    expect((await reached(page)).filter((found) => !known.includes(found))).toEqual([]);
    const seen = String(await page.evaluate("seen.join('\\n')"));
    const id = await stopRecording(popup);
    const { session, events } = await storedSession(browser, id);
    expect(session.state).toBe("finished");
    expect(seen).not.toContain(id);
    expect(seen).not.toContain(browser.extensionId);
    // A page that was there before the recorder may see the events of itself (docs/privacy.md).
    if (when !== "before it is recorded") expect(seen).not.toMatch(/waymark|timestamp|tagName/i);
    await expectValid(id, "after the attack");
    expect(JSON.stringify(events)).toContain("item 19");
    expect(JSON.stringify(events)).not.toMatch(/forged-(?:array|string|json)/);
    await page.close();
    await popup.close();
  });
}

test("R4 a page whose JSON lied before it was recorded loses its recording, and no more", async () => {
  test.setTimeout(120_000);
  const wanted = await workAlone("JSON that lies");
  const { page, popup } = await MOMENTS["before it is recorded"]("JSON that lies");
  expect(await work(page)).toBe(wanted);
  expect(await reached(page)).toEqual([]);
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  expect(session.state).toBe("finished");
  expect(session.privacy.hits["malformed"]).toBeGreaterThan(1);
  const told = events.map((event) => event.data["tag"]);
  expect([...new Set(told)].toSorted()).toEqual(["waymark.browser", "waymark.redacted"]);
  expect(JSON.stringify(events)).not.toContain("forged-json");
  await page.close();
  await popup.close();
});

/** The popup takes its time to be sure of it: one of them in `npm test`, all in the long run. */
const SABOTAGES = Object.keys(SABOTAGE).filter((what) => what === "a stolen port" || IS_LONG);
for (const what of SABOTAGES) {
  test(`R4 where a page with ${what} makes recording impossible, the popup says so and the page works`, async () => {
    test.setTimeout(120_000);
    const wanted = await workAlone(what);
    expect(wanted).toContain("item 19");
    const { page, popup } = await open("/plain");
    await write(page, "before the attack");
    await expectStored("before the attack");
    const leftAt = await page.evaluate(() => Date.now());
    await page.goto(origin + attackPath(what));
    // A recorder that was faster than the page's first script was there to be stolen from no more.
    // Asked of that page only: where built-ins are broken, the driver cannot ask anything.
    const missed = async () => what === "a stolen port" && !(await page.evaluate("window.stolen"));
    for (let i = 0; i < 5 && (await missed()); i++) await page.reload();
    expect(await work(page)).toBe(wanted);
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
    await expectValid(session!.id, "before the attack", { at: leftAt });
    await page.close();
    await popup.close();
  });
}

test("R4 a flood of changes, events and depth leaves a valid session and a page that works", async () => {
  test.setTimeout(180_000);
  const { page, popup } = await open(attackPath("none"));
  await expectStored("Attack");
  const level = await page.evaluate(
    async (rounds) => {
      const list = document.getElementById("list")!;
      const items = Array.from({ length: 500 }, () =>
        list.appendChild(document.createElement("li")),
      );
      for (let round = 0; round < rounds; round++) {
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
      let above = 1; // the document
      for (let at: Element | null = list; at; at = at.parentElement) above++;
      return above;
    },
    IS_LONG ? 10 : 4,
  );
  await write(page, "after the flood");
  await expectStored("after the flood");
  const id = await stopRecording(popup);
  const { session } = await storedSession(browser, id);
  expect(session.state).toBe("finished");
  await expectValid(id, "after the flood", { level });
  await page.close();
  await popup.close();
});

test("R4 a clean frame's built-ins give a page no way to the recorder", async () => {
  const { page, popup } = await open("/plain");
  expect(await reached(page)).toEqual([]);
  await stopRecording(popup);
  await page.close();
  await popup.close();
});

test("R4 no kit is left for a page that is loaded within a session", async () => {
  const { page, popup } = await MOMENTS["as it is loaded"]("none");
  await expectStored("Attack");
  expect(await reached(page)).toEqual([]);
  await stopRecording(popup);
  await page.close();
  await popup.close();
});

/** What of the extension's a page gets hold of that asks for it by all ways that there are. */
function reached(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
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
    for (const type of ["batches", "events"]) {
      addEventListener(type, (event) => found.push(String((event as CustomEvent).detail)), true);
    }
    await new Promise((next) => setTimeout(next, 300));
    const hidden = document.createElement("div");
    hidden.attachShadow({ mode: "closed" });
    document.body.append(hidden);
    if (hidden.shadowRoot) found.push("closed root");
    return found;
  });
}

/** How many `<i>` were added. rrweb itself gives up somewhere below 1,700 levels. */
const chained = (events: readonly RecordedEvent[]) =>
  events
    .flatMap(({ data }) => (data["adds"] ?? []) as { node: { tagName?: string } }[])
    .filter(({ node }) => node.tagName === "i").length;

/**
 * Every id that an event names is one that the stream knows, and the viewer shows this text, at the end or at
 * a time of the wall clock (ms).
 * Below `level` an endless chain of `<i>` may hang: what is deeper than is kept is left out, and each
 * of it is the next one's parent.
 */
async function expectValid(
  id: string,
  text: string,
  { level, at }: { level?: number; at?: number } = {},
): Promise<void> {
  const { session, events } = await storedSession(browser, id);
  const { skipped, unknown } = straysIn(events);
  const tooDeep = level === undefined ? 0 : chained(events) - (MOST_LEVELS - level);
  expect(tooDeep).toBeGreaterThanOrEqual(0);
  expect(skipped).toBe(tooDeep);
  // Not all of them in the message of a failure: each holds its event.
  expect(unknown.length).toBe(Math.max(0, tooDeep - 1));
  const shownAt = at ?? events.at(-1)!.timestamp;
  const viewer = await openReplay(browser, id, shownAt - session.startedAt);
  await expect(viewer.frameLocator("iframe").first().locator("#text")).toHaveText(text);
  await viewer.close();
}
