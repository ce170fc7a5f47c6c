import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { serveFixtures } from "../fixtures/serve.ts";
import { auditSession, expectWhole } from "./soak/audit.ts";
import { soak } from "./soak/drive.ts";
import { expectFlat } from "./soak/expect-flat.ts";
import { replaySoak } from "./soak/replay.ts";
import { CDP_FLAG, connectCdp } from "./support/cdp.ts";
import { launchExtension } from "./support/extension.ts";

test("R1 a slice of the soak: every change of two tabs and their documents is stored once, and replays", async () => {
  test.setTimeout(400_000);
  const fixtures = await serveFixtures();
  const profile = await mkdtemp(join(tmpdir(), "waymark-soak-"));
  const browser = await launchExtension({ profile, args: [CDP_FLAG] });
  const cdp = await connectCdp(profile);
  try {
    const plan = { tabs: 2, navigations: 8, changes: 20_000, rate: 200, sampleEveryMs: 1_000 };
    const run = await soak(browser, cdp, fixtures, plan);
    const audit = await auditSession(browser, run.id);
    const held = expectWhole(audit, run.said);
    // The rest was made before the recorder was there, and came in the snapshots.
    expect(held).toBeGreaterThan(plan.changes * 0.9);
    expect(audit.session.state).toBe("finished");
    expect(audit.segments).toBeGreaterThanOrEqual(4);
    expectFlat("pages", run.pages);
    expectFlat("service worker", run.serviceWorker);
    const replayed = await replaySoak(browser, cdp, run, audit, 10);
    expect(replayed.complaints).toEqual([]);
    expect(replayed.heapAfterAll).toBeLessThan(replayed.heapAfterFew * 1.25);
  } finally {
    cdp.close();
    await browser.close();
    await fixtures.close();
    await rm(profile, { recursive: true, force: true });
  }
});
