import { expect, test, type Browser, type Page } from "@playwright/test";
import { mendedRrweb } from "../../scripts/lib/mended-rrweb.ts";
import { EventType } from "../../src/format/events.ts";
import { randomFrom } from "../unit/dom/random-page.ts";
import type { RandomPage } from "./seek/random-page.ts";
import type { ReplayPage } from "./seek/replay-page.ts";
import { bundleScript } from "./support/bundle.ts";
import { launchChromium } from "./support/chromium.ts";
import { IS_LONG } from "./support/long.ts";

/** A slice runs each time, many in `npm run test:long`. */
const SESSIONS = IS_LONG ? 60 : 3;
const ACTS = 150;
const SEEKS = 6;

let browser: Browser;
let scripts: { random: string; replay: string };

test.beforeAll(async () => {
  const [random, replay] = await Promise.all(
    ["random-page", "replay-page"].map((name) =>
      bundleScript(new URL(`seek/${name}.ts`, import.meta.url).pathname, [mendedRrweb()]),
    ),
  );
  scripts = { random: random!, replay: replay! };
  browser = await launchChromium();
});
test.afterAll(() => browser.close());

async function openPage(script: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.route("**/*", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Random</title>" }),
  );
  await page.goto("http://random.localhost/");
  await page.evaluate(script);
  return page;
}

for (let seed = 1; seed <= SESSIONS; seed++) {
  test(`a seek shows what replay from the start shows, and what the live page showed (session ${seed})`, async () => {
    test.setTimeout(120_000);
    const recorded = await openPage(scripts.random);
    const { events, checkpoints } = await recorded.evaluate(
      ([s, acts]) => (globalThis as { randomPage?: RandomPage }).randomPage!.visit(s!, acts!),
      [seed, ACTS],
    );
    await recorded.close();
    expect(checkpoints.length).toBeGreaterThan(3);
    // A snapshot anew, by which the recorder heals what it lost, would hide that it did.
    expect(events.filter(({ type }) => type === EventType.FullSnapshot)).toHaveLength(1);

    const random = randomFrom(seed);
    const first = events.find(({ type }) => type === EventType.FullSnapshot)!.timestamp;
    const last = events.at(-1)!.timestamp;
    const times = Array.from({ length: SEEKS }, () => first + random(last - first));
    times.push(...checkpoints.map(({ at }) => at));

    const replaying = await openPage(scripts.replay);
    const { compared, built, ahead } = await replaying.evaluate(
      ([all, moments, size]) =>
        (globalThis as { replayPage?: ReplayPage }).replayPage!.compare(all, moments, size),
      [events, times, 10 + random(150)] as const,
    );
    await replaying.close();
    expect(built, "pages that had to be built anew").toBeLessThan(times.length / 2);
    expect(ahead, "pages that were drawn before they were sought").toBe(
      Math.floor(times.length / 3),
    );
    for (const { at, sought, onStage, sequential, warnings } of compared) {
      const when = `at ${at - events[0]!.timestamp} ms of ${last - events[0]!.timestamp}`;
      expect(sought, `sought against sequential ${when}`).toEqual(sequential);
      // A stage leaves the keyboard to whoever watches.
      const { focus: _focus, ...shown } = sought;
      expect(onStage, `on a stage against a fresh page ${when}`).toMatchObject(shown);
      expect(warnings, when).toEqual([]);
      const live = checkpoints.find((each) => each.at === at)?.facts;
      if (live) expect(sought, `replay against the live page ${when}`).toEqual(live);
    }
  });
}
