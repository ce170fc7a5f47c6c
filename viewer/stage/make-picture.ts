import type { Session, Tab } from "../../src/format/session.ts";
import type { WorkerApi } from "../worker-client.ts";
import { drawDocument } from "./draw-document.ts";
import { makeStage } from "./stage.ts";

const WIDTH = 320;
const HEIGHT = 200;
/** Late enough that most pages have drawn their content, early enough to be the first page. */
const LOOK_AFTER_MS = 1_500;

/** A PNG of a tab's first page a moment after it opened; null when there is no picture of a page. */
export async function makePicture(
  api: WorkerApi,
  session: Session,
  tab: Tab,
): Promise<Uint8Array | null> {
  const first = await api.seekForPicture(session.id, tab.id, session.startedAt);
  if (!first.hasPicture) return null;
  const root = document.createElement("div");
  root.className = "offstage";
  root.inert = true;
  document.body.append(root);
  let size = { width: 1280, height: 800 };
  let failure: unknown = null;
  const stage = makeStage(
    root,
    {
      seek: (at) => api.seekForPicture(session.id, tab.id, at),
      read: async () => null,
    },
    {
      startedAt: first.at,
      durationMs: LOOK_AFTER_MS,
      onResize: (next) => (size = next),
      onClick: () => {},
      onFinish: () => {},
      onDocument: () => {},
      onScene: () => {},
      onWait: () => {},
      onError: (error) => (failure = error),
    },
  );
  try {
    await stage.seek(LOOK_AFTER_MS);
    if (failure) throw failure;
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
