import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type ExtensionBrowser, launchExtension } from "../e2e/support/extension.ts";
import { type App, APPS } from "./fidelity/apps.ts";
import { type Compared, compareReplay, compareViewer } from "./fidelity/compare.ts";
import { type Control, openControl } from "./fidelity/control.ts";
import { sideBySide } from "./fidelity/picture.ts";
import { recordBare, recordOurs } from "./fidelity/record.ts";
import { serveApps } from "./fidelity/serve-apps.ts";
import type { Row } from "./row.ts";

/**
 * `fidelity.<app>.<measure>`: how like the live page a replay is, 0 to 1, over the app's checkpoints:
 * ours beside bare rrweb 2.2.2 in the main world with its defaults. What makes it fair:
 *
 * - Each recorder is there from the document's start, in the same browser, and a script does the same
 *   on the page. Each replay is held against the live page of its own run.
 * - Ours is the real extension at level `open` with everything unmasked; what is compared is what it
 *   stored. The apps hold nothing that a rule never records, because masking is no infidelity.
 * - Both recordings are drawn by the same Replayer with the same options in the same kind of page,
 *   which may load the app's style sheets, fonts and pictures. The extension's own viewer may not load
 *   from the network; that it shows the same text is a row of its own (`viewer`: there against live, its
 *   reference ours in the plain page).
 */
export async function benchFidelity(options: FidelityOptions = {}): Promise<Row[]> {
  const apps = APPS.filter(({ name }) => options.apps?.includes(name) ?? true);
  const server = await serveApps([
    ...new Set(apps.flatMap(({ name, needs = [] }) => [name, ...needs])),
  ]);
  try {
    const browser = await launchExtension();
    try {
      const control = await openControl(browser, server.url);
      const rows: Row[] = [];
      for (const app of apps) {
        const startedAt = performance.now();
        rows.push(...(await benchApp(browser, control, server.url, app, options.out)));
        console.error(
          `  fidelity.${app.name} took ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
        );
      }
      return rows;
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

export interface FidelityOptions {
  /** Names of apps; default all. */
  apps?: readonly string[];
  /**
   * Folder for pictures (live, ours, bare rrweb's live and bare rrweb, from left to right) and for what
   * either recorded, as rrweb JSON.
   */
  out?: string;
}

async function benchApp(
  browser: ExtensionBrowser,
  control: Control,
  url: string,
  app: App,
  out: string | undefined,
): Promise<Row[]> {
  const oursRecorded = await recordOurs(browser, control, url, app);
  const bareRecorded = await recordBare(browser, url, app);
  const ours = await compareReplay(browser, url, oursRecorded);
  const bare = await compareReplay(browser, url, bareRecorded);
  if (out) {
    await writePictures(out, app.name, ours, bare);
    await writeFile(resolve(out, `${app.name}-ours.json`), JSON.stringify(oursRecorded.events));
    await writeFile(resolve(out, `${app.name}-bare.json`), JSON.stringify(bareRecorded.events));
  }
  tell(app.name, ours, bare);
  const rows = compareRows(app.name, ours, bare);
  rows.push(
    similarityRow(
      `fidelity.${app.name}.viewer`,
      [await compareViewer(browser, oursRecorded)],
      [ours.at(-1)!.text],
    ),
  );
  if (!app.canvas) return rows;

  const withCanvas = await recordBare(browser, url, app, { recordCanvas: true });
  const bareCanvas = await compareReplay(browser, url, withCanvas);
  if (out) await writePictures(out, `${app.name}-recordCanvas`, ours, bareCanvas);
  tell(`${app.name} recordCanvas`, ours, bareCanvas);
  const note = "reference: bare rrweb with recordCanvas";
  const [picture] = compareRows(app.name, ours, bareCanvas).filter(({ name }) =>
    name.endsWith(".picture"),
  );
  rows.push({ ...picture!, name: `${picture!.name}.recordCanvas`, note });
  const bytes = (events: unknown[]) => JSON.stringify(events).length;
  const [mine, theirs] = [bytes(oursRecorded.events), bytes(withCanvas.events)];
  rows.push({
    name: `fidelity.${app.name}.bytes.recordCanvas`,
    ours: mine,
    reference: theirs,
    ratio: mine / theirs,
    unit: "bytes",
    runs: 1,
    min: mine,
    max: mine,
    note,
  });
  return rows;
}

/** Each checkpoint on a line, for whoever looks for the one that is off. */
function tell(app: string, ours: readonly Compared[], bare: readonly Compared[]): void {
  for (const [i, mine] of ours.entries()) {
    const [left, right] = [mine, bare[i]!].map((each) =>
      MEASURES.map((measure) => `${measure} ${each[measure]?.toFixed(3) ?? "-"}`).join(" "),
    );
    console.error(`    ${app} ${mine.checkpoint.name}: ${left} | bare: ${right}`);
  }
}

const MEASURES = ["text", "element", "picture", "scroll"] as const;

function compareRows(app: string, ours: readonly Compared[], bare: readonly Compared[]): Row[] {
  return MEASURES.flatMap((measure) => {
    const [mine, theirs] = [ours, bare].map((all) =>
      all.map((each) => each[measure]).filter((value) => value !== null),
    ) as [number[], number[]];
    return mine.length === 0 ? [] : [similarityRow(`fidelity.${app}.${measure}`, mine, theirs)];
  });
}

/** Below this a similarity is nothing; as a divisor it stands for that. */
const NOTHING = 0.01;

/** Means, not medians: one bad checkpoint of three must show. */
function similarityRow(name: string, ours: readonly number[], reference: readonly number[]): Row {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mine, theirs] = [mean(ours), mean(reference)];
  return {
    name,
    ours: mine,
    reference: theirs,
    ratio: mine / Math.max(NOTHING, theirs),
    unit: "similarity",
    runs: ours.length,
    min: Math.min(...ours),
    max: Math.max(...ours),
  };
}

async function writePictures(
  out: string,
  name: string,
  ours: readonly Compared[],
  bare: readonly Compared[],
): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const [i, mine] of ours.entries()) {
    const theirs = bare[i]!;
    const step = `${i + 1}-${mine.checkpoint.name.replaceAll(" ", "-")}`;
    await writeFile(
      resolve(out, `${name}-${step}.png`),
      sideBySide([mine.checkpoint.picture, mine.replay, theirs.checkpoint.picture, theirs.replay]),
    );
  }
}
