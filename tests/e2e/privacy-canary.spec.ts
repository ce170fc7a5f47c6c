import { type Browser, expect, test } from "@playwright/test";
import { acceptBatch } from "../../src/privacy/accept.ts";
import { MARK_RULE } from "../../src/privacy/hits.ts";
import { createGate2 } from "../../src/privacy/gate2/gate2.ts";
import { DEFAULT_PAGE_POLICY, type PagePolicy } from "../../src/privacy/policy.ts";
import { bundleRecorder } from "./privacy/bundle.ts";
import { act, actions, canaryPage, CONTROL_TEXTS } from "./privacy/page.ts";
import { createSecrets, type Secrets } from "./privacy/secrets.ts";
import { servePages } from "./support/serve-pages.ts";
import { launchChromium } from "./support/chromium.ts";

let pages: Awaited<ReturnType<typeof servePages>>;
let origin: string;
let browser: Browser;
let html = "";

test.beforeAll(async () => {
  const script = await bundleRecorder();
  pages = await servePages(({ pathname }) => {
    if (pathname === "/recorder.js") return { body: script, type: "text/javascript" };
    return pathname.startsWith("/canary") ? { body: html } : undefined;
  });
  ({ origin } = pages);
  browser = await launchChromium();
});

test.afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

async function recordPage(
  secrets: Secrets,
  gated: boolean,
  policy?: Partial<PagePolicy>,
): Promise<string[]> {
  html = canaryPage(secrets);
  const values = actions(secrets);
  const page = await browser.newPage();
  if (policy) await page.addInitScript(`window.policy = ${JSON.stringify(policy)}`);
  await page.goto(
    `${origin}/canary?gated=${gated ? 1 : 0}&user=${secrets.at("page query")}#${secrets.at("page fragment")}`,
  );
  await page.evaluate(act, values);
  const recorded = await page.evaluate(() => window.recorded);
  await page.close();
  return recorded;
}

function batchOf(events: string[], policy: PagePolicy = DEFAULT_PAGE_POLICY) {
  const gate = createGate2({ policy });
  const batch = gate.pass(`[${events.join(",")}]`, {
    sessionId: "s",
    tabId: "t",
    producer: "p",
    seq: 0,
  });
  if (!batch) throw new Error("Gate 2 kept nothing.");
  return { batch, gate };
}

/** By a custom selector or the live document alone; gate 2 sees neither in bare events. */
const ONLY_GATE_1 = ["selector mask", "design mode"];

test("P1-P6 nothing planted leaves the page through gate 1, and what must be recorded does", async () => {
  const secrets = createSecrets();
  const events = await recordPage(secrets, true, { mask: ["section > .vip"] });
  expect(secrets.planted.size).toBeGreaterThan(100);
  const text = events.join("\n");
  expect(secrets.leaksIn(text)).toEqual([]);
  for (const control of CONTROL_TEXTS) expect(text, control).toContain(control);
});

test("P1-P6 gate 2 lets the same through and finds nothing more to hide", async () => {
  const secrets = createSecrets();
  const policy = { ...DEFAULT_PAGE_POLICY, mask: ["section > .vip"] };
  const events = await recordPage(secrets, true, policy);
  const { batch } = batchOf(events, policy);
  expect(secrets.leaksIn(batch.json)).toEqual([]);
  expect(batch.eventCount).toBe(events.length);
  expect(JSON.parse(batch.json)).toEqual(events.map((event) => JSON.parse(event)));
  // Elements are counted by their marks here and nowhere before.
  const found = Object.keys(batch.hits).filter((rule) => !rule.startsWith(MARK_RULE));
  expect(found).toEqual([]);
  expect(acceptBatch(batch)).toEqual(batch);
});

test("P1-P6 gate 2 alone stops what a bare recorder sends", async () => {
  const secrets = createSecrets();
  const events = await recordPage(secrets, false);
  const raw = secrets.leaksIn(events.join("\n"));
  expect(raw.length, "the page really leaks without a gate").toBeGreaterThan(80);
  const { batch } = batchOf(events);
  expect(secrets.leaksIn(batch.json).filter((place) => !ONLY_GATE_1.includes(place))).toEqual([]);
  for (const control of CONTROL_TEXTS) expect(batch.json, control).toContain(control);
  expect(() => acceptBatch(batch)).not.toThrow();
  for (const rule of [
    "input",
    "never",
    "mask",
    "block",
    "editable",
    "attribute",
    "comment",
    "email",
    "card",
    "iban",
    "url",
  ]) {
    expect(batch.hits[rule], rule).toBeGreaterThan(0);
  }
});

test("P2 P6 level strict records no word at all, level open never lifts the never-list", async () => {
  const strict = createSecrets();
  const strictText = (await recordPage(strict, true, { level: "strict" })).join("\n");
  expect(strict.leaksIn(strictText)).toEqual([]);
  for (const word of ["Checkout", "cart", "Delivery", "Shadow heading"])
    expect(strictText).not.toContain(word);

  const open = createSecrets();
  const policy: PagePolicy = { ...DEFAULT_PAGE_POLICY, level: "open", unmask: ["body"] };
  const openEvents = await recordPage(open, true, policy);
  const leaks = open.leaksIn(openEvents.join("\n"));
  expect(leaks).toEqual(expect.arrayContaining(["typed text", "textarea default", "option text"]));
  const never = [...open.planted.keys()].filter(
    (place) =>
      /password|hidden|cc-|otp|mask|block|query|email|card/.test(place) &&
      place !== "selector mask",
  );
  expect(leaks.filter((place) => never.includes(place))).toEqual([]);
  expect(open.leaksIn(batchOf(openEvents, policy).batch.json).toSorted()).toEqual(leaks.toSorted());
});

test("P8 a selector that the browser does not take refuses to record", async () => {
  const secrets = createSecrets();
  html = canaryPage(secrets);
  const page = await browser.newPage();
  await page.addInitScript(`window.policy = { mask: ["div[[" ] }`);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${origin}/canary?gated=1`);
  await page.waitForLoadState("load");
  expect(errors.join(" ")).toContain("div[[");
  expect(await page.evaluate(() => window.recorded.length)).toBe(0);
  await page.close();
});
