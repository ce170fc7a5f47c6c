import { readFile } from "node:fs/promises";
import { expect, test, type Browser, type Locator, type Page } from "@playwright/test";
import recording from "../fixtures/recordings/visit.json" with { type: "json" };
import { leaveDialog, letLeave } from "./support/leave.ts";
import { expectPosition } from "./support/viewer.ts";
import { buildHarness, ORIGIN, serveHarness } from "./viewer-harness/serve.ts";
import { launchChromium } from "./support/chromium.ts";

const STARTED_AT = recording.events[0]?.timestamp ?? 0;
const DURATION_MS = (recording.events.at(-1)?.timestamp ?? 0) - STARTED_AT;
const MOMENTS = recording.checkpoints.map((each) => ({
  ...each,
  offsetMs: each.timestamp - STARTED_AT,
}));

// The last of the files by name: whichever worker is free takes the next test.
test.describe.configure({ mode: "parallel" });

let browser: Browser;
let page: Page;
let elsewhere: string[];

test.beforeAll(async () => {
  await buildHarness();
  browser = await launchChromium();
});
test.afterAll(() => browser.close());

test.beforeEach(async () => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  page = await context.newPage();
  ({ elsewhere } = await serveHarness(page));
});
test.afterEach(async () => {
  expect(elsewhere, "requests that left the viewer").toEqual([]);
  await page.context().close();
});

const open = (path: string) => page.goto(`${ORIGIN}/${path}`);
const stage = () => page.locator(".stage");
const slider = () => page.getByRole("slider", { name: "Position in the session" });
const positionMs = async () => Number(await stage().getAttribute("data-position-ms"));

async function openAt(offsetMs: number, id = "visit"): Promise<void> {
  await open(`#/sessions/${id}?t=${offsetMs}`);
  await expect(stage()).toHaveAttribute("data-state", "ready");
}

/** What the replayed page shows, in the words of the recording's checkpoints. */
async function shown() {
  const frame = page.frameLocator(".stage iframe").first();
  return {
    title: await frame.locator("h1").textContent(),
    basket: await frame.locator("#basket").textContent(),
    items: await frame.locator("#list li").count(),
  };
}
const expected = ({ title, basket, items }: (typeof MOMENTS)[number]) => ({ title, basket, items });

test.describe("a link to a moment", () => {
  for (const moment of MOMENTS) {
    test(`shows the page as it was at ${moment.offsetMs} ms`, async () => {
      await openAt(moment.offsetMs);
      expect(await positionMs()).toBe(moment.offsetMs);
      await expect(slider()).toHaveAttribute("aria-valuenow", String(moment.offsetMs));
      expect(await shown()).toEqual(expected(moment));
    });
  }

  test("leaves one page on the stage, the last, however many moments were asked for", async () => {
    await openAt(0);
    for (const { offsetMs } of MOMENTS) {
      await page.evaluate((at) => (location.hash = `#/sessions/visit?t=${at}`), offsetMs);
      await expect.poll(positionMs).toBe(offsetMs);
    }
    expect(await shown()).toEqual(expected(MOMENTS.at(-1)!));
    await expect(page.locator(".stage iframe")).toHaveCount(1);
  });

  test("shows the first page from the very start, though that was recorded a moment later", async () => {
    await openAt(0);
    await expect(page.frameLocator(".stage iframe").first().locator("h1")).toBeVisible({
      timeout: 2_000,
    });
    expect(await positionMs()).toBe(0);
  });

  test("seeks when someone edits the address, forward and back again", async () => {
    await openAt(0);
    for (const index of [3, 0, 4, 2, 1, 3]) {
      const moment = MOMENTS[index] as (typeof MOMENTS)[number];
      await page.evaluate((t) => {
        location.hash = `#/sessions/visit?t=${t}`;
      }, moment.offsetMs);
      await expect(stage()).toHaveAttribute("data-position-ms", String(moment.offsetMs));
      expect(await shown()).toEqual(expected(moment));
    }
  });

  test("follows the playhead while it stands still, and is what C copies", async () => {
    await openAt(1_000);
    await page.keyboard.press("ArrowRight");
    await expect(page).toHaveURL(/[?&]t=6000$/);
    await page.keyboard.press("c");
    await expect(page.getByText("Link to this moment copied.")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${ORIGIN}/#/sessions/visit?t=6000`,
    );
  });

  test("is kept when one plays from a moment and reloads", async () => {
    await openAt(60_000);
    await page.keyboard.press("1");
    await page.keyboard.press("Space");
    await expect.poll(positionMs).toBeGreaterThan(DURATION_MS / 10);
    await page.reload();
    await expect(stage()).toHaveAttribute("data-position-ms", String(Math.round(DURATION_MS / 10)));
  });

  test("is copied also where the browser has no clipboard for pages (a server without TLS)", async () => {
    await page.addInitScript(() =>
      Object.defineProperty(navigator, "clipboard", { value: undefined }),
    );
    await openAt(1_000);
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect(page.getByText("Link to this moment copied.")).toBeVisible();
    await page.getByLabel("Filter events by text").focus();
    await page.keyboard.press("Control+v");
    await expect(page.getByLabel("Filter events by text")).toHaveValue(/t=1000$/);
  });

  test("opens the right one of several tabs and says when it was not open yet", async () => {
    await open("#/sessions/tabs?t=200&tab=tab2");
    await expect(page.getByText("This tab opens at 0:02.")).toBeVisible();
    await page.getByRole("button", { name: "Go there" }).click();
    await expect.poll(async () => (await shown()).title).toBe("Ridge Walk");
    const tab = page.getByRole("button", { name: "Trails", exact: true });
    await tab.click();
    await expect(tab).toHaveAttribute("aria-pressed", "true");
    await expect(page).toHaveURL(/tab=tab1/);
  });
});

test.describe("playing", () => {
  test("moves the page, the clock and the list together and stops at the end", async () => {
    const from = DURATION_MS - 2_000;
    await openAt(from);
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(positionMs).toBeGreaterThan(from + 500);
    await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible({
      timeout: 8_000,
    });
    expect(await positionMs()).toBe(DURATION_MS);
    await page.keyboard.press("Space");
    await expect.poll(positionMs).toBeLessThan(DURATION_MS / 2);
  });

  test("arrives at the page that seeking shows, also over the border of a stored run", async () => {
    const [, , before, after] = MOMENTS as [never, never, (typeof MOMENTS)[0], (typeof MOMENTS)[0]];
    await openAt(before.offsetMs);
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(positionMs).toBeGreaterThan(after.offsetMs);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    expect(await shown()).toEqual(expected(after));
  });

  test("pausing holds the moment, and playing on applies nothing twice", async () => {
    const before = (MOMENTS[2] as (typeof MOMENTS)[0]).offsetMs - 700;
    const whole = () =>
      page
        .frameLocator(".stage iframe")
        .first()
        .locator("body")
        .evaluate((body) => [body.textContent, body.querySelectorAll("*").length]);
    await openAt(before);
    let held = before;
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("Space");
      await expect.poll(positionMs).toBeGreaterThan(held + 100);
      await page.keyboard.press("Space");
      held = await positionMs();
      await page.waitForTimeout(120);
      expect(await positionMs()).toBe(held);
    }
    const played = await whole();
    await page.goto("about:blank");
    await openAt(held);
    expect(await whole()).toEqual(played);
  });

  test("jumps over the time in which nothing happened", async () => {
    const leave = (MOMENTS[1] as (typeof MOMENTS)[0]).offsetMs;
    await openAt(leave);
    await page.getByLabel("Skip idle").check();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(positionMs, { timeout: 6_000 }).toBeGreaterThan(leave + 80_000);
  });

  test("runs as fast as asked", async () => {
    await openAt(10_000);
    await page.getByLabel("Speed").selectOption("16");
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.waitForTimeout(1_000);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    const at = await positionMs();
    expect(at).toBeGreaterThan(10_000 + 16 * 500);
    expect(at).toBeLessThan(10_000 + 16 * 2_500);
  });
});

test.describe("keys", () => {
  test("work after a click in the replayed page", async () => {
    await openAt(20_000);
    await stage().click();
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
    await stage().click();
    await page.keyboard.press("5");
    await expect(stage()).toHaveAttribute("data-position-ms", String(Math.round(DURATION_MS / 2)));
    await page.keyboard.press("ArrowLeft");
    await expect(stage()).toHaveAttribute(
      "data-position-ms",
      String(Math.round(DURATION_MS / 2) - 5_000),
    );
    await page.keyboard.press(">");
    await expect(page.getByLabel("Speed")).toHaveValue("2");
  });

  test("work while the replayed document itself has the focus", async () => {
    await openAt(20_000);
    await page.evaluate(() => {
      const frame = document.querySelector<HTMLIFrameElement>(".stage iframe");
      frame?.focus();
      frame?.contentWindow?.focus();
    });
    await page.keyboard.press("0");
    await expect(stage()).toHaveAttribute("data-position-ms", "0");
  });

  test("belong to a field or select that has the focus, and Space to a button", async () => {
    await openAt(20_000);
    await page.getByLabel("Filter events by text").fill("");
    await page.keyboard.type("5 cf?");
    await expect(page.getByLabel("Filter events by text")).toHaveValue("5 cf?");
    await page.getByLabel("Speed").focus();
    await page.keyboard.press("9");
    expect(await positionMs()).toBe(20_000);
    await page.getByRole("button", { name: "Keys" }).focus();
    await page.keyboard.press("Space");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expect(
      page.getByRole("button", { name: "Play", exact: true, includeHidden: true }),
    ).toBeAttached();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  test("step by recorded events, listed events and findings", async () => {
    await openAt(0);
    await expect(page.locator(".event").first()).toBeVisible();
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(positionMs).toBeGreaterThan(0);
    // The list follows when the picture is painted.
    await expect(page.locator(".event.here")).toHaveAttribute(
      "data-offset-ms",
      String(await positionMs()),
    );
    await page.keyboard.press("n");
    await page.getByRole("tab", { name: "Findings" }).click();
    await expect(page.locator(".finding.here").first()).toBeVisible();
    await expect.poll(positionMs).toBeGreaterThan(90_000);
    const at = await positionMs();
    const next = recording.events.find((event) => event.timestamp - STARTED_AT > at);
    await page.keyboard.press("Alt+ArrowRight");
    await expect(stage()).toHaveAttribute(
      "data-position-ms",
      String((next?.timestamp ?? 0) - STARTED_AT),
    );
  });
});

test.describe("the list and the bar", () => {
  test("a click on an event goes there, and what comes later is dimmed", async () => {
    await openAt(0);
    const row = page.locator(".event", { hasText: "Typed into" }).last();
    const offsetMs = Number(await row.getAttribute("data-offset-ms"));
    await row.click();
    await expect(stage()).toHaveAttribute("data-position-ms", String(offsetMs));
    await expect(page.locator(".event.here")).toHaveAttribute("data-offset-ms", String(offsetMs));
    for (const each of await page.locator(".event").all()) {
      const at = Number(await each.getAttribute("data-offset-ms"));
      expect(await each.evaluate((it) => it.classList.contains("later"))).toBe(at > offsetMs);
    }
  });

  test("filters by category and by text", async () => {
    await openAt(0);
    await page.getByLabel("Category").selectOption("problem");
    await expect(page.locator(".event")).toHaveCount(1);
    await page.getByLabel("Category").selectOption("");
    await page.getByLabel("Filter events by text").fill("opened trail");
    await expect(page.locator(".event")).toHaveCount(2);
    await page.getByLabel("Filter events by text").fill("zebra");
    await expect(page.getByText("No event matches.")).toBeVisible();
  });

  test("findings are ranked, say why, and go to their moment", async () => {
    await openAt(0);
    await page.getByRole("tab", { name: "Findings" }).click();
    await expect(page.locator(".finding h3")).toHaveText(["Rage click", "Dead click"]);
    await expect(page.getByText("nothing on the page answered")).toBeVisible();
    await page.getByRole("button", { name: /^Go to Rage click/ }).click();
    await expect.poll(positionMs).toBeGreaterThan(90_000);
  });

  test("of very many findings the worst come first, and more when asked for", async () => {
    await open("?sore#/sessions/visit?t=0");
    await page.getByRole("tab", { name: "Findings 120" }).click();
    const items = page.locator(".finding");
    await expect(items).toHaveCount(50);
    await expect(page.getByText("70 findings that hurt less")).toBeVisible();
    await page.getByRole("button", { name: "Show 50 more" }).click();
    await expect(items).toHaveCount(100);
    await page.getByRole("button", { name: "Show 20 more" }).click();
    await expect(items).toHaveCount(120);
    await expect(items.last()).toContainText("Dead click");
    await expect(page.getByRole("button", { name: /^Show \d+ more/ })).toHaveCount(0);
  });

  test("dragging on the bar seeks, and the idle minute and a half takes little of it", async () => {
    await openAt(0);
    const box = await boxOf(slider());
    await page.mouse.move(box.x + 5, box.y + 26);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 26, { steps: 5 });
    await page.mouse.up();
    const dragged = await positionMs();
    expect(dragged).toBeGreaterThan(91_000);
    expect(dragged).toBe(Number(await slider().getAttribute("aria-valuenow")));
    const idle = await boxOf(page.locator(".rail .idle"));
    expect(idle.width / box.width).toBeLessThan(0.03);
  });
});

test.describe("the library", () => {
  test("lists, searches, filters and sorts", async () => {
    await open("#/");
    await expect(page.locator(".session-row").first()).toContainText("Checkout smoke test");
    await expect(page.locator(".session-row").first()).toContainText("Recording");
    await page.getByPlaceholder("Title, site").fill("ridge walk");
    await expect(page.locator(".session-row")).toHaveCount(1);
    await page.getByPlaceholder("Title, site").fill("no such thing");
    await page.getByRole("button", { name: "Clear search" }).click();
    await page.getByRole("button", { name: "With errors" }).click();
    await page.getByLabel("Sort by").selectOption("events");
    await expect(page.locator(".session-row").first()).toContainText("Exploratory session 130");
  });

  test("shows what is left of the list when one scrolls, row by row", async () => {
    await open("#/");
    await expect(page.locator(".session-row").first()).toBeVisible();
    await expect(async () => {
      await page.mouse.wheel(0, 4_000);
      await expect(page.getByText("Exploratory session 130", { exact: true })).toBeVisible({
        timeout: 200,
      });
    }).toPass({ timeout: 20_000 });
    expect(await page.locator(".session-row").count()).toBeLessThan(40);
  });

  test("draws the first page as a thumbnail", async () => {
    await open("#/");
    await expect(page.locator("[data-session=visit] .thumb img")).toBeVisible();
    await expect(page.locator(".offstage")).toHaveCount(0);
  });

  test("renames in place and brings a deleted session back", async () => {
    await open("#/");
    const row = page.locator("[data-session=visit]");
    await row.getByRole("button", { name: /^Rename/ }).click();
    await page.keyboard.type("Coupon bug");
    await page.keyboard.press("Enter");
    await expect(row).toContainText("Coupon bug");
    await row.getByRole("button", { name: /^Delete/ }).click();
    await expect(row).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row).toContainText("Coupon bug");
  });

  test("R7 names a session whose record cannot be read and lists all others", async () => {
    await open("#/");
    await expect(page.getByText("01k9damagedrecord")).toBeVisible();
    await expect(page.locator(".session-row").nth(3)).toBeVisible();
  });

  test("tells how to record when it is empty, and what to do when it cannot be read", async () => {
    await open("?empty#/");
    await expect(page.getByText("No sessions yet")).toBeVisible();
    await open("?broken-list#/");
    await expect(page.getByRole("alert")).toContainText("The store did not answer.");
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});

test.describe("leaving and sending", () => {
  test("export gives the recorded events as rrweb JSON, or all of it as a bundle", async () => {
    await openAt(0);
    const [download] = await Promise.all([page.waitForEvent("download"), letLeave(page, "Export")]);
    expect(download.suggestedFilename()).toBe("visit.json");
    const events: unknown = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(events).toEqual(recording.events);

    await page.getByRole("button", { name: "Export", exact: true }).click();
    // The other choice is listed and looked through anew, in the same dialog.
    await leaveDialog(page).getByRole("radio", { name: "Bundle" }).check();
    await expect(leaveDialog(page)).toHaveAccessibleName("Export as a bundle");
    const [bundle] = await Promise.all([
      page.waitForEvent("download"),
      leaveDialog(page).getByRole("button", { name: "Export" }).click(),
    ]);
    expect(bundle.suggestedFilename()).toBe("waymark-visit.waymark.zip");
  });

  test("R3 a push that failed says so and resumes", async () => {
    await open("?push-fails#/sessions/visit");
    await letLeave(page, "Push");
    await expect(page.getByRole("alert")).toContainText("The server did not answer.");
    await page.getByRole("button", { name: "Resume" }).click();
    await leaveDialog(page).getByRole("button", { name: "Push" }).click();
    await expect(page.getByText("Pushed to team.example.")).toBeVisible();
  });

  test("P10 what leaves is listed first, and stays where something is found in it", async () => {
    await open("?leaks#/sessions/visit");
    await page.getByRole("button", { name: "Push" }).click();
    const dialog = leaveDialog(page);
    await expect(dialog.getByRole("alert")).toContainText("2 places still hold");
    await expect(dialog.getByText("https://maps.example:8443")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Push" })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText(/^Pushed to/)).toHaveCount(0);
    await page.getByRole("button", { name: "Export" }).click();
    await leaveDialog(page).getByRole("link", { name: "0:02.0" }).click();
    await expectPosition(page, 2_000);
    await expect(dialog).toHaveCount(0);
  });

  test("a push without a server leads to the options", async () => {
    await open("?no-server#/sessions/visit");
    await page.getByRole("button", { name: "Push" }).click();
    await page.getByRole("button", { name: "Open options" }).click();
    await expect(page.locator("body")).toHaveAttribute("data-options-opened", "");
  });

  test("long work shows how far it is and can be cancelled", async () => {
    await open("?slow#/sessions/visit");
    // The replay does not wait for the events to be read.
    const reading = page.getByRole("progressbar", { name: "Reading events" });
    await expect(stage()).toHaveAttribute("data-state", "ready");
    await expect(reading).toBeVisible();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Events and findings are not listed")).toBeVisible();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(reading).toBeVisible();
    await expect(page.getByRole("heading", { name: "Rage click" })).toBeVisible();
    await page.getByRole("button", { name: "Export" }).click();
    await expect(page.getByRole("progressbar", { name: "Looking through" })).toBeVisible();
    await leaveDialog(page).getByRole("button", { name: "Cancel" }).click();
    await expect(leaveDialog(page)).toHaveCount(0);
    await letLeave(page, "Export");
    await expect(page.getByRole("progressbar", { name: "Exporting" })).toBeVisible();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});

test.describe("recordings with something missing", () => {
  test("R1 an interrupted session says so and names its gap", async () => {
    await openAt(40_000, "crashed");
    await expect(page.getByText("This recording was interrupted.")).toBeVisible();
    await expect(page.locator(".stage-gap")).toContainText("Not recorded from 0:30 to 1:00");
    await expect(page.locator(".rail .hole")).toHaveCount(1);
  });

  test("a session without events says why there is nothing to see", async () => {
    await open("#/sessions/empty");
    await expect(page.locator(".stage")).toContainText(
      "No event was stored: The browser was closed.",
    );
  });

  test("an unknown session leads back to the library", async () => {
    await open("#/sessions/nope");
    await expect(page.getByRole("alert")).toContainText("There is no session nope.");
    await page.getByRole("link", { name: "Back to the library" }).click();
    await expect(page.getByRole("list", { name: "Sessions" })).toBeVisible();
  });
});

test("the chosen colours stay after a reload", async () => {
  await open("#/");
  await page.getByRole("button", { name: "Use dark colours" }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("not on screen");
  return box;
}

test.describe("details", () => {
  test("say how fast each page was, what it said of itself, and what it ran in", async () => {
    await open("#/sessions/crashed");
    await page.getByRole("tab", { name: "Details" }).click();
    const details = page.getByRole("tabpanel");
    const speed = details.locator("section", { has: page.getByRole("heading", { name: "Speed" }) });
    await expect(speed.getByRole("listitem").filter({ hasText: /^\w+ [\d.]+/ })).toHaveText([
      "LCP 1.2 s (good)",
      "CLS 0.18 (needs improvement)",
      "INP 640 ms (poor)",
      "FCP 800 ms (good)",
      "TTFB 120 ms (good)",
      "LCP 4.6 s (poor)",
      "CLS 0.02 (good)",
    ]);
    const fact = (name: string) =>
      details.locator("dt", { hasText: new RegExp(`^${name}$`) }).locator("+ dd");
    await expect(fact("plan")).toHaveText("pro");
    await expect(fact("Came from")).toHaveText("https://search.example/");
    await expect(fact("Screen")).toHaveText("1920 × 1080, 2 device pixels each way");
    await expect(fact("Prefers")).toHaveText("dark colours, reduced motion");
    await expect(fact("Connection")).toHaveText("4g, 10 Mbit/s, 50 ms round trip");
    await expect(fact("Build of the site")).toHaveText("2026.11.3");
  });
});
