import { readdir, readFile } from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { EventType, IncrementalSource } from "../../src/format/events.ts";
import { serveFixtures } from "../fixtures/serve.ts";
import { launchExtension } from "./support/extension.ts";
import { startRecording, storedSession, storedSessions } from "./support/session.ts";

/** The browser process that uses a profile: the one without a `--type`. */
async function browserPid(profile: string): Promise<number> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end while it is being looked at.
    const line = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
    if (line.includes(`--user-data-dir=${profile}`) && !line.includes("--type="))
      return Number(entry);
  }
  throw new Error(`No browser runs on ${profile}`);
}

test("R1 a browser that is killed loses at most the last second; the session says interrupted", async () => {
  test.setTimeout(90_000);
  const fixtures = await serveFixtures();
  const profile = await mkdtemp(join(tmpdir(), "waymark-crash-"));
  try {
    const before = await launchExtension({ profile });
    const page = await before.context.newPage();
    await page.goto(`${fixtures.url}/quill/`);
    await startRecording(before, page);
    // One click a tenth of a second, so that the last stored one tells how much is missing.
    let lastClickAt = 0;
    for (let i = 0; i < 30; i++) {
      await page.mouse.click(300, 300 + (i % 5));
      lastClickAt = await page.evaluate(() => Date.now());
      await page.waitForTimeout(100);
    }
    process.kill(await browserPid(profile), "SIGKILL");
    await before.close();

    const after = await launchExtension({ profile });
    await expect(async () => {
      expect((await storedSessions(after))[0]?.state).toBe("interrupted");
    }).toPass({ timeout: 15_000 });
    const { id } = (await storedSessions(after))[0]!;
    const { session, events } = await storedSession(after, id);
    const clicks = events.filter(
      ({ type, data }) =>
        type === EventType.IncrementalSnapshot &&
        data["source"] === IncrementalSource.MouseInteraction,
    );
    expect(lastClickAt - clicks.at(-1)!.timestamp).toBeLessThanOrEqual(1_000);
    expect(session.endReason).toMatch(/closed while it was recording/);

    const viewer = await after.context.newPage();
    await viewer.goto(after.url(`viewer.html#/sessions/${id}`));
    await expect(viewer.getByText(/interrupted/i).first()).toBeVisible();
    await expect(viewer.locator("iframe").first()).toBeVisible();
    await after.close();
  } finally {
    await fixtures.close();
    await rm(profile, { recursive: true, force: true });
  }
});
