import { expect, test } from "@playwright/test";
import { serveFixtures } from "../../fixtures/serve.ts";
import { copyBuild } from "../support/build-copy.ts";
import { launchExtension } from "../support/extension.ts";
import {
  startRecording,
  stopRecording,
  storedSession,
  storedSessions,
} from "../support/session.ts";
import { IS_LONG } from "../support/long.ts";
import { clickAlong, moreTicks, stopCounting, untilNow, watchCounter } from "./counter.ts";
import { replays } from "./replays.ts";
import { keepLoss } from "./results.ts";

const CASES = [
  { fault: "the extension is reloaded", made: "`runtime.reload` while it records", update: false },
  {
    fault: "the extension is updated",
    made: "a higher version in its folder, then `runtime.reload` while it records",
    update: true,
  },
];

/** An update is a reload, and more. */
const isDue = ({ update }: (typeof CASES)[number]) => update || IS_LONG;
for (const { fault, made, update } of CASES.filter(isDue)) {
  test(`R1 ${fault}: orphaned scripts end quietly, the page works on and can be recorded anew`, async () => {
    test.setTimeout(120_000);
    const build = await copyBuild();
    const fixtures = await serveFixtures();
    const browser = await launchExtension({ extension: build.folder });
    try {
      // Without developer mode the browser would not load an unpacked extension again.
      const settings = await browser.context.newPage();
      await settings.goto("chrome://extensions");
      await settings.evaluate(
        () =>
          new Promise<void>((done) =>
            (
              chrome as unknown as {
                developerPrivate: {
                  updateProfileConfiguration(change: object, done: () => void): void;
                };
              }
            ).developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }, done),
          ),
      );
      const page = await browser.context.newPage();
      const shown = watchCounter(page);
      await page.goto(`${fixtures.url}/counter/`);
      await startRecording(browser, page);
      await clickAlong(page, shown, 20);

      if (update) await build.changeManifest(() => ({ version: "99.0.0" }));
      const before = untilNow(shown);
      const gone = browser.context.serviceWorkers()[0]!.waitForEvent("close");
      const worker = await browser.worker();
      const back = browser.context.waitForEvent("serviceworker");
      worker.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
      await gone;
      await back;
      // The page goes on, longer than the orphaned half takes to notice.
      await clickAlong(page, shown, 40);
      expect(shown.complaints).toEqual([]);

      await expect(async () => {
        expect((await storedSessions(browser))[0]?.state).toBe("interrupted");
      }).toPass({ timeout: 15_000 });
      const { id } = (await storedSessions(browser))[0]!;
      const { loss } = await replays(browser, id, before, {
        state: "interrupted",
        because: /Waymark was closed/,
      });
      keepLoss(loss, {
        fault,
        made,
        says: "interrupted: Waymark was closed",
      });
      expect(loss.ms).toBeLessThanOrEqual(1_000);

      // In the very same document.
      await page.bringToFront();
      const popup = await startRecording(browser, page);
      await moreTicks(page, shown, 15);
      await stopCounting(page);
      const second = await stopRecording(popup);
      const { session, events } = await storedSession(browser, second);
      expect(session.state).toBe("finished");
      expect(session.environment.extensionVersion === "99.0.0").toBe(update);
      const last = [...shown.ticks.keys()].at(-1)!;
      expect(JSON.stringify(events)).toContain(`"tick ${last}"`);
      expect(shown.complaints).toEqual([]);
    } finally {
      await browser.close();
      await fixtures.close();
      await build.remove();
    }
  });
}
