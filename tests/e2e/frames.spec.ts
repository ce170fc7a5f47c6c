import { expect, type Page, test } from "@playwright/test";
import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
  type SerializedNode,
} from "../../src/format/events.ts";
import { ID_RANGE } from "../../src/privacy/gate2/frame-ids.ts";
import { serveFixtures, type FixtureServer } from "../fixtures/serve.ts";
import { type DocumentFacts, expectSameDocument } from "./support/compare.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import {
  addFrame,
  describeFrame,
  type FrameSpec,
  frameUrl,
  liveFrame,
  replayedFrames,
} from "./support/frames.ts";
import { killServiceWorker } from "./support/service-worker.ts";
import { startRecording, stopRecording, storedSession, storedSessions } from "./support/session.ts";
import { openReplay } from "./support/viewer.ts";

test.describe.configure({ timeout: 120_000 });

let fixtures: FixtureServer;
let browser: ExtensionBrowser;
/** The same server as another site: its frames are in another process. */
let otherSite: string;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  otherSite = fixtures.otherUrl.replace("127.0.0.1", "localhost");
  browser = await launchExtension();
});
test.afterEach(async () => {
  // One of the last test's may still be recorded where it failed.
  for (const page of browser.context.pages().slice(1)) await page.close();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

async function open(spec: FrameSpec): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(frameUrl(fixtures.url, spec));
  return page;
}

interface Said {
  what: string;
  id?: number;
  url?: string;
  reason?: string;
}
const frameSignals = (events: RecordedEvent[]): Said[] =>
  events
    .filter(({ type, data }) => type === EventType.Custom && data["tag"] === "waymark.frame")
    .map(({ data }) => data["payload"] as Said);

async function running(): Promise<RecordedEvent[]> {
  const [session] = await storedSessions(browser);
  return session ? (await storedSession(browser, session.id)).events : [];
}

/** Waits until the newest session has so many documents of frames. */
async function untilAttached(count: number): Promise<void> {
  await expect
    .poll(async () => frameSignals(await running()).filter(({ what }) => what === "shown").length, {
      message: `${count} documents of frames are recorded`,
      timeout: 20_000,
    })
    .toBeGreaterThanOrEqual(count);
}

/** Waits until a text of a frame, or of the page, is stored. */
async function untilStored(text: string): Promise<void> {
  await expect
    .poll(async () => JSON.stringify(await running()).includes(text), {
      message: `"${text}" is stored`,
      timeout: 20_000,
    })
    .toBe(true);
}

async function describeAll(page: Page, names: string[]): Promise<Record<string, DocumentFacts>> {
  const facts: Record<string, DocumentFacts> = {};
  for (const name of names) facts[name] = await describeFrame(await liveFrame(page, name));
  return facts;
}

/** Stops, and expects the end of the replay to show in each frame what the page showed. */
async function expectReplay(page: Page, popup: Page, names: string[]): Promise<RecordedEvent[]> {
  const live = await describeAll(page, names);
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  expectFramesInOrder(events);
  const viewer = await openReplay(browser, id, session.endedAt! - session.startedAt);
  await expect.poll(async () => (await replayedFrames(viewer))[names[0]!] ?? null).not.toBeNull();
  const replay = await replayedFrames(viewer);
  for (const name of names) {
    expect(replay[name], `the frame ${name} is in the replay`).toBeTruthy();
    expectSameDocument(replay[name]!, live[name]!, name);
  }
  return events;
}

/** Nothing of a frame comes before its document, and that comes after its iframe. */
function expectFramesInOrder(events: RecordedEvent[]): void {
  const known = new Set<number>();
  let attached = 0;
  const learn = (node: SerializedNode): void => {
    known.add(node.id);
    node.childNodes?.forEach(learn);
  };
  for (const { type, data } of events) {
    if (type === EventType.FullSnapshot) {
      known.clear();
      learn(data["node"] as SerializedNode);
    }
    if (type !== EventType.IncrementalSnapshot) continue;
    const adds = (data["adds"] ?? []) as { parentId: number; node?: SerializedNode }[];
    for (const { parentId, node } of adds) {
      if (!node) continue;
      expect(known, `the parent of node ${node.id}`).toContain(parentId);
      if (node.id >= ID_RANGE && data["isAttachIframe"] === true) attached++;
      learn(node);
    }
    const { id } = data as { id?: number };
    if (id !== undefined && id >= ID_RANGE) expect(known).toContain(id);
  }
  expect(attached, "documents of frames").toBeGreaterThan(0);
}

test("frames of other origins, nested and sandboxed ones too, replay with what they showed", async () => {
  const page = await open({
    name: "top",
    frames: [
      {
        name: "port",
        at: fixtures.otherUrl,
        frames: [
          { name: "port-same", at: fixtures.otherUrl },
          { name: "port-site", at: otherSite },
        ],
      },
      { name: "site", at: otherSite, shadow: true },
      { name: "same", at: fixtures.url, frames: [{ name: "same-port", at: fixtures.otherUrl }] },
      { name: "sandboxed", at: fixtures.url, sandbox: "allow-scripts" },
    ],
  });
  const names = ["port", "port-same", "port-site", "site", "same", "same-port", "sandboxed"];
  for (const name of names) await liveFrame(page, name);
  const popup = await startRecording(browser, page);
  await untilAttached(5);
  const events = await expectReplay(page, popup, names);
  // A frame in a shadow tree calls the page above; of the others no page notices anything.
  expect(await (await liveFrame(page, "port")).getByTestId("messages").textContent()).toBe(
    "No messages",
  );
  expect(frameSignals(events).every(({ what }) => what === "shown")).toBe(true);
  const lifecycles = events.filter(({ data }) => data["tag"] === "waymark.lifecycle");
  expect(lifecycles.map(({ data }) => (data["payload"] as Said).what)).toEqual(["start", "stop"]);
});

test("clicks, typing and scrolling in a frame are recorded as of that frame, and typing is masked", async () => {
  const page = await open({ name: "top", frames: [{ name: "site", at: otherSite }] });
  const popup = await startRecording(browser, page);
  await untilAttached(1);
  const frame = await liveFrame(page, "site");
  await frame.getByTestId("count").click();
  await frame.getByTestId("count").click();
  await frame.getByTestId("note").fill("canary-in-a-frame");
  await frame.getByTestId("tall").evaluate((tall) => tall.scrollTo(0, 70));
  await frame.evaluate(() => {
    document.querySelector("h1")!.textContent = "Page site, changed";
    setTimeout(() => {
      throw new Error("thrown in a frame");
    });
  });
  await untilStored("thrown in a frame");
  await untilStored("Page site, changed");
  const live = await describeFrame(frame);
  const id = await stopRecording(popup);
  const { session, events } = await storedSession(browser, id);
  expectFramesInOrder(events);

  const ofFrame = (source: number) =>
    events.filter(
      ({ type, data }) =>
        type === EventType.IncrementalSnapshot &&
        data["source"] === source &&
        (data["id"] as number) >= ID_RANGE,
    );
  const clicks = ofFrame(IncrementalSource.MouseInteraction).filter(
    ({ data }) => data["type"] === MouseInteraction.Click,
  );
  expect(clicks).toHaveLength(2);
  expect(session.counts.clicks).toBe(2);
  expect(ofFrame(IncrementalSource.Input).length).toBeGreaterThan(0);
  expect(session.counts).toMatchObject({ errors: 1, navigations: 0 });
  const error = events.find(({ data }) => data["tag"] === "waymark.error")!;
  const [shown] = frameSignals(events);
  expect((error.data["payload"] as { frame?: number }).frame).toBe(shown!.id);
  expect(await dumpStorage(popup)).not.toContain("canary-in-a-frame");

  const viewer = await openReplay(browser, id, session.endedAt! - session.startedAt);
  await expect.poll(async () => (await replayedFrames(viewer))["site"] ?? null).not.toBeNull();
  expectSameDocument((await replayedFrames(viewer))["site"]!, live, "site");
  const scrolled = await viewer.evaluate(
    `document.querySelector("iframe").contentDocument.querySelector("iframe").contentDocument.querySelector("[data-testid=tall]").scrollTop`,
  );
  expect(scrolled).toBe(70);
});

test("frames that come late, navigate, leave and come back are in the replay", async () => {
  const page = await open({ name: "top" });
  const popup = await startRecording(browser, page);
  await addFrame(page, { name: "late", at: fixtures.otherUrl });
  await untilAttached(1);
  const frame = await liveFrame(page, "late");
  const next = frameUrl(otherSite, { name: "second" });
  await frame.evaluate((url) => location.assign(url), next);
  await expect(page.frameLocator("iframe").locator("h1")).toHaveText("Page second");
  await untilStored("Page second");
  await page.evaluate(() => {
    const leaving = document.querySelector("iframe")!;
    leaving.remove();
    document.getElementById("frames")!.append(leaving);
  });
  await untilAttached(3);
  await addFrame(page, { name: "last", at: otherSite });
  await untilAttached(4);
  const events = await expectReplay(page, popup, ["last"]);
  const texts = JSON.stringify(events);
  expect(texts).toContain("Page late");
  expect(texts).toContain("Page second");
});

test("a pause holds frames too; after it, and after a reload, they are recorded anew", async () => {
  const page = await open({
    name: "top",
    frames: [{ name: "port", at: fixtures.otherUrl, frames: [{ name: "in", at: otherSite }] }],
  });
  const popup = await startRecording(browser, page);
  await untilAttached(2);
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Pause" }).click();
  await expect(popup.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.bringToFront();
  const inner = await liveFrame(page, "in");
  await inner.evaluate(() => {
    document.querySelector("h1")!.textContent = "Page unseen";
  });
  await inner.evaluate(() => {
    document.querySelector("h1")!.textContent = "Page in";
  });
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Resume" }).click();
  await expect(popup.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.bringToFront();
  await untilAttached(4);
  await inner.getByTestId("count").click();
  await expect(inner.getByTestId("counted")).toHaveText("1");
  await page.reload();
  await untilAttached(6);
  const events = await expectReplay(page, popup, ["port", "in"]);
  expect(JSON.stringify(events)).not.toContain("Page unseen");
});

test("R1 a service worker that dies takes no frame with it", async () => {
  const page = await open({ name: "top", frames: [{ name: "site", at: otherSite }] });
  const popup = await startRecording(browser, page);
  await untilAttached(1);
  const frame = await liveFrame(page, "site");
  for (let n = 1; n <= 3; n++) {
    await killServiceWorker(browser);
    await page.bringToFront();
    await frame.getByTestId("count").click();
    await frame.evaluate((text) => {
      const added = document.createElement("p");
      added.textContent = text;
      document.body.append(added);
    }, `After death ${n}`);
    await untilStored(`After death ${n}`);
  }
  await killServiceWorker(browser);
  await page.bringToFront();
  await addFrame(page, { name: "late", at: fixtures.otherUrl });
  await untilAttached(2);
  const events = await expectReplay(page, popup, ["site", "late"]);
  const clicks = events.filter(
    ({ data }) =>
      data["source"] === IncrementalSource.MouseInteraction &&
      data["type"] === MouseInteraction.Click,
  );
  expect(clicks).toHaveLength(3);
});

test("P7 a frame that opts out, or whose site is not granted, stays empty and the stream says why", async () => {
  const worker = await browser.worker();
  await worker.evaluate(() => {
    // Stands for a user who allowed one site only: the test build has all.
    const { contains } = chrome.permissions;
    chrome.permissions.contains = async (asked: chrome.permissions.Permissions) =>
      !asked.origins?.some((origin) => origin.includes("localhost")) && contains(asked);
  });
  const page = await open({
    name: "top",
    frames: [
      { name: "out", at: fixtures.otherUrl, optOut: true },
      { name: "site", at: otherSite },
      { name: "port", at: fixtures.otherUrl },
    ],
  });
  const popup = await startRecording(browser, page);
  await untilAttached(1);
  await untilStored("no permission for the site");
  await untilStored("opted out");
  const events = await expectReplay(page, popup, ["port"]);
  const texts = JSON.stringify(events);
  expect(texts).not.toContain("Page out");
  expect(texts).not.toContain("Page site");
  const empty = frameSignals(events).filter(({ what }) => what === "empty");
  expect(empty.map(({ url }) => url?.replace(/\/$/, "")).toSorted()).toEqual(
    [fixtures.otherUrl, otherSite].toSorted(),
  );
  await killServiceWorker(browser);
});

test("P6 a frame under a mask is masked, one under a block is not recorded", async () => {
  const page = await open({
    name: "top",
    frames: [
      { name: "masked", at: fixtures.otherUrl, mark: "data-waymark-mask" },
      { name: "blocked", at: otherSite, mark: "data-waymark-block" },
    ],
  });
  const popup = await startRecording(browser, page);
  await untilAttached(1);
  await stopRecording(popup);
  const texts = JSON.stringify(await running());
  expect(texts).not.toContain("Page masked");
  expect(texts).not.toContain("Page blocked");
});

test("R4 calls that a page makes up put no frame anywhere and reach no other page", async () => {
  const page = await open({ name: "top", frames: [{ name: "site", at: otherSite }] });
  const popup = await startRecording(browser, page);
  await untilAttached(1);
  const frame = await liveFrame(page, "site");
  await frame.evaluate(() => {
    for (const nonce of [0, 1, 2 ** 31]) {
      parent.postMessage(`{"waymark":"frame","nonce":${nonce},"path":[]}`, "*");
    }
  });
  await page.evaluate(() => {
    const detail = '{"waymark":"frame","nonce":7,"path":[0]}';
    dispatchEvent(new CustomEvent("waymark:frame", { detail }));
    dispatchEvent(new CustomEvent("waymark:frame", { detail: { path: "x" } }));
  });
  await frame.getByTestId("count").click();
  await page.getByTestId("count").click();
  const events = await expectReplay(page, popup, ["site"]);
  expect(frameSignals(events)).toHaveLength(1);
  expect(JSON.stringify(events)).not.toContain("waymark.link");
});
