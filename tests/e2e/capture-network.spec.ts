import { expect, type Page, test } from "@playwright/test";
import type { NormalizedEvent } from "../../src/analysis/event.ts";
import { createNormalizer } from "../../src/analysis/normalize/normalizer.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { setPrivacy } from "./support/privacy-settings.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
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

/** Records `act` on the page of requests, from its first byte on; the requests that were told of it. */
async function record(act: (page: Page) => Promise<unknown>) {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/requests/index.html`);
  const popup = await startRecording(browser, page);
  await page.reload();
  // The recorder follows a moment after the early hook.
  await page.waitForFunction("'Waymark' in globalThis");
  await act(page);
  const { session, events } = await storedSession(browser, await stopRecording(popup));
  await page.close();
  await popup.close();
  const normalizer = createNormalizer({
    sessionId: session.id,
    tabId: "t1",
    startedAt: session.startedAt,
    requestContent: true,
  });
  const told: NormalizedEvent[] = [];
  events.forEach((event, i) => told.push(...normalizer.push(event, 0, i)));
  told.push(...normalizer.finish());
  const requests = told.filter(({ kind }) => kind === "network");
  const of = (path: string) =>
    requests
      .filter(({ data }) => new URL(String(data!["url"])).pathname === `/requests/${path}`)
      .map(({ data }) => data!);
  return { of, requests, events, json: JSON.stringify(events) };
}

test("P9 each request is told once, with what page and browser know of it, and no header or body", async () => {
  test.setTimeout(120_000);
  const { of, json, requests } = await record(async (page) => {
    await page.getByRole("button", { name: "Ask" }).click();
    await page.evaluate(async () => {
      const quiet = (promise: Promise<unknown>) => promise.catch(() => {});
      await fetch("/requests/missing");
      await fetch("/requests/broken");
      await (await fetch("/requests/moved")).json();
      await (await fetch("/requests/cached")).text();
      await (await fetch("/requests/cached")).text();
      await fetch("/requests/slow");
      await quiet(fetch("/requests/cut"));
      await quiet(fetch("/requests/never", { signal: AbortSignal.timeout(50) }));
      const xhr = new XMLHttpRequest();
      xhr.open("PUT", "/requests/json");
      const loaded = new Promise((done) => (xhr.onloadend = done));
      xhr.send("{}");
      await loaded;
      navigator.sendBeacon("/requests/beacon", "bye");
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/requests/socket`);
      const closed = new Promise((done) => (socket.onclose = done));
      socket.onopen = () => socket.send("never-shown-8");
      socket.onmessage = () => socket.close(3001, "enough");
      await closed;
      const source = new EventSource("/requests/events");
      await new Promise((done) => (source.onmessage = done));
      source.close();
      await new Promise((done) => setTimeout(done, 1_500));
    });
  });
  const once = Object.fromEntries(requests.map(({ data }) => [String(data!["requestId"]), data]));
  expect(Object.keys(once)).toHaveLength(requests.length);

  const [echo, ...more] = of("echo");
  expect(more).toEqual([]);
  expect(echo).toMatchObject({
    how: "fetch",
    method: "POST",
    status: 200,
    statusText: "OK",
    failed: false,
    mime: "application/json",
    interaction: { what: "click" },
    initiator: { source: `${fixtures.url}/requests/page.js`, line: 3 },
  });
  expect(echo!["sizes"]).toMatchObject({ transferred: expect.any(Number) });
  expect(of("missing")).toMatchObject([{ status: 404, failed: true, statusText: "Not Found" }]);
  expect(of("broken")).toMatchObject([{ status: 500, failed: true }]);
  expect(of("moved")).toMatchObject([
    { status: 200, redirects: [{ status: 302, url: `${fixtures.url}/requests/moved` }] },
  ]);
  expect(of("cached")).toMatchObject([{ status: 200 }, { status: 200, cached: true }]);
  const [slow] = of("slow");
  expect(slow!["durationMs"]).toBeGreaterThan(600);
  expect(of("cut")).toMatchObject([
    { failed: true, failure: "network", error: "net::ERR_EMPTY_RESPONSE" },
  ]);
  expect(of("never")).toMatchObject([{ failed: true, failure: "timeout" }]);
  expect(of("json")).toMatchObject([{ how: "xhr", method: "PUT", status: 200, statusText: "OK" }]);
  expect(of("beacon")).toMatchObject([{ how: "beacon", method: "POST", pending: false }]);
  expect(of("socket")).toMatchObject([
    {
      how: "websocket",
      code: 3001,
      reason: "enough",
      messages: { in: { count: 1, bytes: 13 }, out: { count: 1, bytes: 13 }, told: 2 },
    },
  ]);
  expect(of("events")).toMatchObject([{ how: "eventsource", messages: { in: { count: 1 } } }]);
  expect(of("index.html")).toMatchObject([{ how: "load", what: "document", status: 200 }]);
  expect(of("page.js")).toMatchObject([{ how: "load", what: "script", status: 200 }]);
  expect(of("page.css")).toMatchObject([{ how: "load", status: 200 }]);
  const pictures = requests.map(({ data }) => data!).filter(({ what }) => what === "image");
  expect(pictures).toMatchObject([{ how: "load", failed: true, url: fixtures.url }]);
  expect(json).not.toContain("never-shown");
  expect(json).not.toMatch(/requestHeaders|responseHeaders|requestBody|responseBody/);
});

test("P9 a rule for the site lets headers and bodies through, but no credentials", async () => {
  test.setTimeout(120_000);
  const rule = {
    sites: [new URL(fixtures.url).host],
    policy: { headers: true, bodies: ["/requests/e*", "/requests/socket"] },
  };
  await setPrivacy(browser, { rules: [rule] });
  const { of, json } = await record(async (page) => {
    await page.getByRole("button", { name: "Ask" }).click();
    await page.evaluate(async () => {
      await (await fetch("/requests/json")).json();
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/requests/socket`);
      const closed = new Promise((done) => (socket.onclose = done));
      socket.onopen = () => socket.send('{"say":"hello","token":"never-shown-8"}');
      socket.onmessage = () => socket.close();
      await closed;
      await new Promise((done) => setTimeout(done, 1_500));
    });
  });
  await setPrivacy(browser, {});
  const [echo] = of("echo");
  expect(echo).toMatchObject({
    requestHeaders: [
      ["content-type", "application/json"],
      ["x-kind", "plain"],
    ],
    requestBody: { type: "application/json" },
    responseBody: { type: "application/json" },
  });
  const shown = { item: "tea", password: "[secret]", mail: "[email]" };
  for (const side of ["requestBody", "responseBody"]) {
    expect(JSON.parse((echo![side] as { text: string }).text)).toEqual(shown);
  }
  expect(echo!["responseHeaders"]).toContainEqual(["x-plain", "shown"]);
  expect(of("json")[0]!["responseBody"]).toBeUndefined();
  expect(of("socket")[0]!["frames"]).toMatchObject([
    { direction: "out", text: '{"say":"hello","token":"[secret]"}' },
    { direction: "in", text: '{"say":"hello","token":"[secret]"}' },
  ]);
  expect(json).not.toContain("never-shown");
  expect(json).not.toMatch(/authorization|x-api-key|set-cookie/i);
});

/** In parts of a hundred; ten thousand in `npm run test:long`. */
const PARTS = IS_LONG ? 100 : 10;

test("R4 thousands of requests are sampled, what is left out is counted, and the page stays quick", async () => {
  test.setTimeout(180_000);
  let slowest = 0;
  const { requests, events } = await record(async (page) => {
    slowest = await page.evaluate(async (parts) => {
      let last = performance.now();
      let most = 0;
      const beat = setInterval(() => {
        most = Math.max(most, performance.now() - last);
        last = performance.now();
      }, 20);
      for (let i = 0; i < parts; i++) {
        await Promise.all(Array.from({ length: 100 }, () => fetch("/requests/cached")));
      }
      clearInterval(beat);
      return most;
    }, PARTS);
  });
  const dropped = events
    .filter(({ data }) => data["tag"] === "waymark.capture")
    .map(({ data }) => data["payload"] as { part: string; dropped: number })
    .filter(({ part }) => part === "network")
    .reduce((sum, { dropped: some }) => sum + some, 0);
  expect(requests.length).toBeLessThan(6_000);
  expect(requests.length).toBeGreaterThan(300);
  expect(dropped).toBeGreaterThan(PARTS * 40);
  expect(slowest).toBeLessThan(2_000);
});
