/**
 * The main job, end to end: a scripted tester in a real Chromium with the real extension goes
 * through the demo shop; the session is stopped, pushed to a local server and shown at its worst
 * moment. `--once` exits when done, `--json` prints one object, `--built` uses what was built before.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { formatOffset } from "../src/format/time.ts";
import { openHttpStore } from "../src/store/http/open.ts";
import { createMemoryDocs } from "../src/store/memory/docs.ts";
import { createWorker } from "../src/worker/create-worker.ts";
import { serve, type Served } from "../sync-server/serve.ts";
import { type ExtensionBrowser, launchExtension } from "../tests/e2e/support/extension.ts";
import { letLeave } from "../tests/e2e/support/leave.ts";
import { addMark, startRecording, stopRecording } from "../tests/e2e/support/session.ts";
import { serveFixtures } from "../tests/fixtures/serve.ts";
import { HELP, runStory, STORY } from "../tests/fixtures/shop/story.ts";
import { runCommand } from "./lib/run-command.ts";

const ROOT = resolve(import.meta.dirname, "..");
const OUTPUT = join(ROOT, "demo-output");

const once = process.argv.includes("--once");
const asJson = process.argv.includes("--json");
/** With `--json` standard output belongs to the object. */
const say = (line: string) => (asJson ? process.stderr : process.stdout).write(`${line}\n`);
const windowed = Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);

const cleanups: (() => Promise<unknown>)[] = [];
async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void cleanUp().finally(() => process.exit(130));
  });
}

try {
  await main();
} finally {
  await cleanUp();
}

async function main(): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(OUTPUT, { recursive: true });
  if (!process.argv.includes("--built")) {
    say("Building the extension and the viewer ...");
    await run("wxt", "build", "-b", "chrome", "--mode", "e2e");
    await run("node", "scripts/build-viewer.ts");
  }

  const shop = await serveFixtures();
  cleanups.push(shop.close);
  const server = await serve({ folder: join(OUTPUT, "server"), port: 0, log: () => {} });
  cleanups.push(server.close);
  const keys = server.keys!;
  const browser = await launchExtension({ headless: !windowed });
  cleanups.push(browser.close);
  say(`The shop is at ${shop.url}/shop/, the team server at ${server.url}`);

  const screenshots: string[] = [];
  const shoot = async (page: Page, name: string) => {
    const file = join(OUTPUT, `${name}.png`);
    await page.screenshot({ path: file });
    screenshots.push(relative(ROOT, file));
  };

  const { id, popup } = await recordStory(browser, shop.url, shoot);
  await setServer(browser, server, keys.ingest);
  const viewer = await pushFromViewer(browser, id);
  await popup.close();

  say("Asking the server what happened ...");
  const worker = createWorker({
    openSource: async () => ({
      store: openHttpStore({ baseUrl: server.url, key: keys.read }),
      docs: createMemoryDocs(),
    }),
    openServer: async ({ url, key }) => openHttpStore({ baseUrl: url, key }),
    now: Date.now,
    note: () => {},
  });
  await worker.connect({ kind: "http", baseUrl: server.url, key: keys.read });
  const view = await worker.analyzeSession(id);
  const worst = view.findings[0];
  const atMs = Math.max(0, (worst?.window.fromOffsetMs ?? 0) - 500);

  await viewer.goto(browser.url("viewer.html#/"));
  await viewer.getByText(view.session.title).first().waitFor();
  await viewer.waitForTimeout(1_200);
  await shoot(viewer, "library");
  await viewer.goto(browser.url(`viewer.html#/sessions/${id}?t=${atMs}`));
  await viewer.locator("iframe").first().waitFor();
  if (worst) await viewer.getByRole("tab", { name: /Findings/ }).click();
  await viewer.waitForTimeout(1_500);
  await shoot(viewer, "replay");

  const summary = {
    sessionId: id,
    durationMs: view.durationMs,
    events: view.session.counts.events,
    segments: view.segments.length,
    findings: view.findings,
    screenshots,
  };
  if (asJson) console.log(JSON.stringify(summary, null, 2));
  const link = `${server.url}/#/sessions/${id}?t=${atMs}`;
  say("");
  say(
    `Session ${id}: ${formatOffset(view.durationMs)} long, ${summary.events} events in ${summary.segments} segments`,
  );
  for (const finding of view.findings) {
    say(
      `  ${formatOffset(finding.window.fromOffsetMs).padStart(5)}  ${finding.severity.padEnd(6)}  ${finding.title}`,
    );
  }
  for (const file of screenshots) say(`Screenshot: ${file}`);
  say(`On the team server: ${link}`);
  if (!once) await stayOpen(viewer, keys.read);
}

async function run(program: string, ...args: string[]): Promise<void> {
  const log = join(OUTPUT, "build.log");
  await writeFile(log, "");
  const { ok, ending } = await runCommand(program, args, log);
  if (!ok) throw new Error(`${ending}\n${await readFile(log, "utf8")}`);
}

/** The tester's part: Start, the visit, Stop, all by the popup's buttons. */
async function recordStory(
  browser: ExtensionBrowser,
  shopUrl: string,
  shoot: (page: Page, name: string) => Promise<void>,
): Promise<{ id: string; popup: Page }> {
  const page = await browser.context.newPage();
  await page.goto(`${shopUrl}/shop/index.html`);
  const popup = await startRecording(browser, page, { charter: "Buy a mug with a coupon" });
  say("Recording: a tester goes through the shop ...");
  await runStory(page, shopUrl, {
    steps: [...STORY, ...HELP],
    onCheckpoint: async (name) => {
      say(`  ... ${name}`);
      if (name !== "cart") return;
      await addMark(popup, "Bug", "The coupon does nothing");
      await page.bringToFront();
    },
  });
  await popup.setViewportSize({ width: 400, height: 620 });
  await popup.bringToFront();
  await popup.waitForTimeout(700);
  await shoot(popup, "popup");
  return { id: await stopRecording(popup), popup };
}

async function setServer(browser: ExtensionBrowser, server: Served, key: string): Promise<void> {
  const options = await browser.context.newPage();
  await options.goto(browser.url("options.html"));
  await options.getByLabel("Address", { exact: true }).fill(server.url);
  await options.getByLabel("Ingest key").fill(key);
  await options.getByRole("button", { name: "Save server" }).click();
  await options.getByRole("button", { name: "Check connection" }).click();
  await options
    .getByText(/connect/i)
    .first()
    .waitFor();
  await options.close();
}

async function pushFromViewer(browser: ExtensionBrowser, id: string): Promise<Page> {
  const viewer = await browser.context.newPage();
  await viewer.goto(browser.url(`viewer.html#/sessions/${id}`));
  say("Pushing the session to the team server ...");
  await letLeave(viewer, "Push");
  await viewer
    .getByText(/pushed/i)
    .first()
    .waitFor({ timeout: 30_000 });
  await viewer.getByRole("button", { name: "Dismiss" }).first().click();
  return viewer;
}

async function stayOpen(viewer: Page, readKey: string): Promise<void> {
  say(`The server asks for its read key: ${readKey}`);
  if (!windowed) say("There is no display here: open the link above in your browser.");
  say("Press Ctrl+C to end.");
  await viewer.bringToFront();
  await new Promise<void>((done) => {
    process.once("SIGINT", done);
    process.once("SIGTERM", done);
    viewer.context().once("close", () => done());
  });
}
