import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { openHttpStore } from "../../src/store/http/open.ts";
import type { NewKeys } from "../../sync-server/keys.ts";
import { serve, type Served } from "../../sync-server/serve.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type CuttingProxy, startCuttingProxy } from "./support/cutting-proxy.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { letLeave } from "./support/leave.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";
import { atTestHost, TEST_HOSTS } from "./support/test-hosts.ts";
import { expectPosition } from "./support/viewer.ts";

/** One visit, recorded once, goes to one server: each test goes on where the last one ended. */
test.describe.configure({ mode: "serial" });

/** The page has about a quarter of a megabyte and a segment is sealed at one: enough for several. */
const LOADS = 10;

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
let folder: string;
let server: Served;
let keys: NewKeys;
let proxy: CuttingProxy;
let viewer: Page;
let id: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waymark-server-"));
  server = await serve({ folder, port: 0, log: () => {} });
  keys = server.keys!;
  proxy = await startCuttingProxy(server.url);
  fixtures = await serveFixtures();
  browser = await launchExtension({ args: [TEST_HOSTS] });
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
  await proxy?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function onServer<T>(
  scope: keyof NewKeys,
  ask: (store: ReturnType<typeof openHttpStore>) => Promise<T>,
): Promise<T> {
  const store = openHttpStore({ baseUrl: server.url, key: keys[scope] });
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}

const push = (page: Page) => page.getByRole("button", { name: "Push", exact: true });

test("without a server Push says where to set one; the options check and keep it", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/swagger/`);
  const popup = await startRecording(browser, page);
  for (let load = 1; load < LOADS; load++) {
    await page.reload();
    await expect(page.locator(".opblock").first()).toBeVisible();
  }
  id = await stopRecording(popup);
  await page.close();
  await popup.close();

  viewer = await browser.context.newPage();
  await viewer.goto(browser.url(`viewer.html#/sessions/${id}`));
  await push(viewer).click();
  await expect(viewer.getByText(/No team server is set/)).toBeVisible();

  const options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
  const check = options.getByRole("button", { name: "Check connection" });
  await options.getByLabel("Address", { exact: true }).fill(proxy.url);
  await options.getByLabel("Ingest key").fill("wmk_ingest_nonsense");
  await check.click();
  await expect(options.getByText(/does not take this key/)).toBeVisible();
  await options.getByLabel("Ingest key").fill(keys.read);
  await check.click();
  await expect(options.getByText(/the key may not push/)).toBeVisible();
  await options.getByLabel("Ingest key").fill(keys.ingest);
  await check.click();
  await expect(options.getByText(/^Connected\./)).toBeVisible();
  await options.getByRole("button", { name: "Save server" }).click();
  await expect(options.getByText("Server saved.")).toBeVisible();
  await options.close();
});

test("R3 a push that breaks in the middle goes on when Push is pressed again, and sends nothing twice", async () => {
  const { segments } = await storedSession(browser, id);
  expect(segments, "enough segments to break between them").toBeGreaterThanOrEqual(2);
  proxy.cutAtUpload = 1;
  await viewer.bringToFront();
  await letLeave(viewer, "Push");
  await expect(viewer.getByRole("progressbar", { name: "Pushing" })).toBeVisible();
  // It tries again by itself for a while before it gives up.
  await expect(viewer.getByRole("alert")).toContainText("Push stopped", { timeout: 30_000 });
  expect(proxy.taken).toHaveLength(1);
  const partly = await onServer("admin", (store) => store.getSession(id));
  expect(partly?.state, "half a session does not claim to be whole").toBe("interrupted");

  // Meanwhile the server comes back from a restart, on another port, with what it had.
  await server.close();
  server = await serve({ folder, port: 0, log: () => {} });
  expect(server.keys, "keys are shown once").toBeNull();
  proxy.target = server.url;
  proxy.cutAtUpload = null;
  await letLeave(viewer, "Push");
  await expect(viewer.getByText(/^Pushed to /)).toBeVisible({ timeout: 15_000 });
  await expect(viewer.getByRole("alert")).toHaveCount(0);

  expect(proxy.taken).toHaveLength(segments);
  expect(new Set(proxy.taken).size, "no segment is sent twice").toBe(segments);
  const whole = await onServer("read", (store) => store.getSession(id));
  expect(whole?.state).toBe("finished");
  expect(await onServer("read", (store) => store.listSegments(id))).toHaveLength(segments);

  await letLeave(viewer, "Push");
  await expect(viewer.getByText(/^Pushed to /)).toHaveCount(2);
  expect(proxy.taken, "a push of what is there sends no segment").toHaveLength(segments);
  await viewer.close();
});

test("the server's viewer, without TLS too, opens with the read key only, lists the session, replays it at a deep link and finds what hurt", async () => {
  const { session } = await storedSession(browser, id);
  const page = await browser.context.newPage();
  const at = atTestHost(server.url, "team.test");
  await page.goto(`${at}/`);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  const refused: [key: string, sentence: string][] = [
    ["nonsense", "The server does not accept this key for reading."],
    [keys.ingest, "This is an ingest key: it sends sessions and reads none. Enter the read key."],
    [keys.read.slice(0, -1), "The server does not accept this key for reading."],
  ];
  for (const [wrong, sentence] of refused) {
    await page.getByLabel("Read key").fill(wrong);
    await page.getByRole("button", { name: "Open" }).click();
    await expect(page.getByRole("alert")).toHaveText(sentence);
  }
  await page.getByLabel("Read key").fill(keys.read);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("link", { name: session.title }).click();
  await expect(page.getByRole("heading", { name: session.title })).toBeVisible();
  await expectPosition(page, 0);
  await expect(page.getByRole("button", { name: "Push" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Delete/ })).toHaveCount(0);

  // The last load stood complete when the recording stopped.
  const late = session.endedAt! - session.startedAt - 20;
  await page.goto(`${at}/#/sessions/${id}?t=${late}`);
  await expectPosition(page, late);
  const replay = page.frameLocator(".stage iframe").first();
  await expect(replay.getByText("Library API").first()).toBeVisible();
  await expect(page.locator("#panel-tab-events .badge")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(page.url(), "the key never stands in an address").not.toContain(keys.read);
  await page.close();
});

test("an ingest key cannot read what it sent, and no key reads nothing", async () => {
  const asked = (key: string | null, path: string) =>
    fetch(`${server.url}/v1/${path}`, key ? { headers: { authorization: `Bearer ${key}` } } : {});
  const [info] = await onServer("read", (store) => store.listSegments(id));
  const segment = `sessions/${id}/tabs/${info!.tabId}/segments/${info!.index}`;
  expect((await asked(keys.read, segment)).status).toBe(200);
  expect((await asked(keys.ingest, segment)).status).toBe(403);
  for (const path of ["sessions", `sessions/${id}`, segment]) {
    expect((await asked(null, path)).status, path).toBe(401);
  }
  const wrong = (await (await asked(keys.ingest, segment)).json()) as {
    error: { message: string };
  };
  expect(wrong.error.message).toMatch(/may not read recordings/);
});
