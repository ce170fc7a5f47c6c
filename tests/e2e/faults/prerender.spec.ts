import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import puppeteer, { type Page } from "puppeteer-core";
import { findChromium } from "../../../scripts/lib/browsers.mjs";
import { serveFixtures } from "../../fixtures/serve.ts";
import { bundleScript } from "../support/bundle.ts";
import { BUILD } from "../support/extension.ts";
import type { InPageStore } from "../support/in-page-store.ts";
import { keepRow } from "./results.ts";

type WithStore = typeof globalThis & { inPageStore: InPageStore };

/** Waits for something with that text; polled, since a tab in the background draws no frames. */
async function shows(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted, words) =>
      [...document.querySelectorAll(wanted)].some((each) => each.textContent!.includes(words)),
    { polling: 200 },
    selector,
    text,
  );
}

async function press(page: Page, text: string): Promise<void> {
  await shows(page, "button", text);
  await page.evaluate((words) => {
    const buttons = [...document.querySelectorAll("button")];
    buttons.find((each) => each.textContent!.includes(words))!.click();
  }, text);
}

// Puppeteer: under Playwright the browser prerenders nothing ("PrerenderingDisabledByDevTools").
test("R1 a prerendered page is recorded from its activation on, and nothing of it before", async () => {
  test.setTimeout(90_000);
  const fixtures = await serveFixtures();
  const profile = await mkdtemp(join(tmpdir(), "waymark-faults-"));
  const browser = await puppeteer.launch({
    executablePath: findChromium()!,
    userDataDir: profile,
    args: ["--no-sandbox", `--disable-extensions-except=${BUILD}`, `--load-extension=${BUILD}`],
    ignoreDefaultArgs: ["--disable-extensions"],
  });
  try {
    const target = await browser.waitForTarget((each) => each.type() === "service_worker");
    const own = (path: string) => new URL(path, target.url()).href;
    const page = await browser.newPage();
    await page.goto(`${fixtures.url}/counter/`);
    const popup = await browser.newPage();
    await popup.goto(own("/options.html"));
    await page.bringToFront();
    const tabId = await popup.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
      return tab!.id;
    });
    await popup.goto(own(`/popup.html?tab=${tabId}`));
    await press(popup, "Start recording");
    await shows(popup, "button", "Stop");
    await page.bringToFront();

    await page.evaluate(() => {
      const rules = document.createElement("script");
      rules.type = "speculationrules";
      rules.textContent = JSON.stringify({
        prerender: [{ source: "list", urls: ["/counter/?from=10000"] }],
      });
      document.head.append(rules);
    });
    // Longer than the early hook waits for a recorder, which does not come before the activation.
    await new Promise((passed) => setTimeout(passed, 11_000));
    await Promise.all([
      page.waitForNavigation(),
      page.evaluate(() => void (location.href = "/counter/?from=10000")),
    ]);
    const activation = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType("navigation");
      const { activationStart } = entry as PerformanceNavigationTiming & {
        activationStart: number;
      };
      return {
        start: activationStart,
        at: performance.timeOrigin + activationStart,
        shown: Number(document.querySelector("#ticks")!.textContent!.slice(5)),
      };
    });
    expect(activation.start).toBeGreaterThan(0);
    await page.waitForFunction(
      (from) => Number(document.querySelector("#ticks")!.textContent!.slice(5)) > from + 40,
      {},
      activation.shown,
    );
    await shows(popup, "button", "Stop");
    // It counts on, and stays in front: a page that is hidden would hand over its last numbers for that.
    const last = await page.evaluate(() =>
      Number(document.querySelector("#ticks")!.textContent!.slice(5)),
    );
    await press(popup, "Stop");
    await shows(popup, "a", "Open replay");
    await popup.evaluate(
      await bundleScript(new URL("../support/in-page-store.ts", import.meta.url).pathname),
    );
    const { session, events } = await popup.evaluate(async () => {
      const { inPageStore } = globalThis as WithStore;
      const [newest] = await inPageStore.listSessions();
      return inPageStore.readSession(newest!.id);
    });
    expect(session.state).toBe("finished");
    const from = events.filter((event) => JSON.stringify(event.data).includes('"tick 1'));
    const prerendered = from.filter((event) => /"tick 1\d{4}"/.test(JSON.stringify(event.data)));
    expect(prerendered[0]!.type).toBe(2);
    expect(prerendered[0]!.timestamp).toBeGreaterThanOrEqual(Math.floor(activation.at));
    const stored = new Set(
      prerendered.flatMap(({ data }) =>
        [...JSON.stringify(data).matchAll(/"tick (1\d{4})"/g)].map(([, n]) => Number(n)),
      ),
    );
    const first = Math.min(...stored);
    expect(first).toBeLessThanOrEqual(activation.shown);
    const shown = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const missing = shown.filter((n) => !stored.has(n));
    keepRow({
      fault: "a prerendered page is activated",
      made: "speculation rules, activated after 11 s; counted from its first snapshot on",
      lostMs: missing.length * 50,
      lostEvents: missing.length,
      shownEvents: shown.length,
      says: "finished; nothing of it from before its activation",
    });
    expect(shown.length).toBeGreaterThan(40);
    expect(missing).toEqual([]);

    const viewer = await browser.newPage();
    const endMs = Math.round(events.at(-1)!.timestamp - session.startedAt);
    await viewer.goto(own(`/viewer.html#/sessions/${session.id}?t=${endMs}`));
    const replayed = () =>
      Promise.all(
        viewer
          .frames()
          .map((frame) =>
            frame
              .evaluate(() => document.querySelector("#ticks")?.textContent ?? "")
              .catch(() => ""),
          ),
      );
    await expect.poll(replayed, { timeout: 15_000 }).toContain(`tick ${Math.max(...stored)}`);
  } finally {
    await browser.close();
    await fixtures.close();
    await rm(profile, { recursive: true, force: true });
  }
});
