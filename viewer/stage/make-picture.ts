import type { Session } from "../../src/format/session.ts";
import type { RawRun } from "../../src/worker/api.ts";
import { drawDocument } from "./draw-document.ts";
import { makeStage } from "./stage.ts";
import { makeTrack } from "./tracks.ts";

const WIDTH = 320;
const HEIGHT = 200;
/** Late enough that most pages have drawn their content, early enough to be the first page. */
const LOOK_AFTER_MS = 1_500;

/** A PNG of the first page a moment after it opened; null when the runs hold no picture of a page. */
export async function makePicture(
  runs: readonly RawRun[],
  session: Session,
): Promise<Uint8Array | null> {
  const track = makeTrack(runs, session.environment.viewport ?? { width: 1280, height: 800 });
  if (track.firstPictureAt === null) return null;
  const opensAt = track.firstPictureAt;
  const lastAt = runs.reduce((last, run) => Math.max(last, run.lastEventAt), opensAt);
  const root = document.createElement("div");
  root.className = "offstage";
  root.inert = true;
  document.body.append(root);
  let size = { width: 1280, height: 800 };
  const stage = makeStage(root, track, {
    startedAt: opensAt,
    durationMs: lastAt - opensAt,
    onResize: (next) => (size = next),
    onClick: () => {},
    onFinish: () => {},
    onDocument: () => {},
  });
  try {
    stage.seek(Math.min(LOOK_AFTER_MS, lastAt - opensAt));
    const page = stage.document();
    if (!page) return null;
    const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    drawDocument(page, size, canvas);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    stage.destroy();
    root.remove();
  }
}
