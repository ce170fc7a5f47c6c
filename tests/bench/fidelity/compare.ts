import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import type { PNG } from "pngjs";
import { bundleScript } from "../../e2e/support/bundle.ts";
import type { ExtensionBrowser } from "../../e2e/support/extension.ts";
import { openReplay } from "../../e2e/support/viewer.ts";
import { replayFacts } from "./facts.ts";
import { takePicture } from "./picture.ts";
import type { FidelityReplayer } from "./replayer.ts";
import type { Checkpoint, Recording } from "./record.ts";
import { multisetF1, pictureSimilarity, scrollSimilarity } from "./similarity.ts";

/** How like the live page a replay is at one checkpoint, 0 to 1. `scroll` is null where nothing is scrolled. */
export interface Compared {
  checkpoint: Checkpoint;
  text: number;
  element: number;
  scroll: number | null;
  picture: number;
  replay: PNG;
}

type WithReplayer = typeof globalThis & { fidelityReplayer: FidelityReplayer };

const BARE_FRAME =
  "body { margin: 0; overflow: hidden } iframe { border: 0; display: block } .replayer-mouse { display: none }";

let replayer: Promise<string> | undefined;

/** Draws the recording at each of its checkpoints, in a plain page that may load the app's files. */
export async function compareReplay(
  browser: ExtensionBrowser,
  url: string,
  { events, checkpoints }: Recording,
): Promise<Compared[]> {
  replayer ??= bundleScript(resolve(import.meta.dirname, "replayer.ts"));
  const page = await browser.context.newPage();
  try {
    await page.goto(`${url}/empty.html`);
    await page.addStyleTag({ content: BARE_FRAME });
    await page.evaluate(await replayer);
    await page.evaluate(
      (json) => (globalThis as WithReplayer).fidelityReplayer.load(json),
      JSON.stringify(events),
    );
    const compared: Compared[] = [];
    for (const checkpoint of checkpoints) compared.push(await compareAt(page, checkpoint));
    return compared;
  } finally {
    await page.close();
  }
}

async function compareAt(page: Page, checkpoint: Checkpoint): Promise<Compared> {
  await page.bringToFront();
  await page.evaluate(
    (at) => (globalThis as WithReplayer).fidelityReplayer.draw(at),
    checkpoint.at,
  );
  const { live, picture } = checkpoint;
  const facts = await replayFacts(page);
  const replay = await takePicture(page);
  return {
    checkpoint,
    text: multisetF1(live.words, facts.words),
    element: multisetF1(live.tags, facts.tags),
    scroll: scrollSimilarity(live.scrolls, facts.scrolls),
    picture: pictureSimilarity(picture, replay),
    replay,
  };
}

/** Text similarity of what the extension's own viewer shows, at the last checkpoint. */
export async function compareViewer(
  browser: ExtensionBrowser,
  { session, checkpoints }: Recording,
): Promise<number> {
  const last = checkpoints.at(-1);
  if (!session || !last) throw new Error("Only a session of the extension's opens in its viewer.");
  const viewer = await openReplay(browser, session.id, last.at - session.startedAt);
  try {
    return multisetF1(last.live.words, (await replayFacts(viewer)).words);
  } finally {
    await viewer.close();
  }
}
