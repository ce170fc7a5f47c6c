/** Bundled and evaluated in an empty page: both recordings are drawn by this, in the same way. */
import { Replayer } from "rrweb";
import type { eventWithTime } from "@rrweb/types";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { readSignal } from "../../../src/format/signals/signals.ts";
import { paintSignal } from "../../../viewer/stage/paint-signals.ts";

export interface FidelityReplayer {
  /** The recording that is drawn from now on. */
  load(json: string): void;
  /** Draws it anew as it stood at `at` (epoch ms) once every event up to then had happened. */
  draw(at: number): Promise<void>;
}

const HALF_MS = 0.5; // the Replayer applies what is strictly earlier

let recording = "";
let old: Replayer | null = null;

async function draw(at: number): Promise<void> {
  old?.destroy();
  // Parsed each time: the Replayer changes what it is given.
  const events = JSON.parse(recording) as eventWithTime[];
  const zeroAt = Math.min(...events.map(({ timestamp }) => timestamp));
  const replayer = (old = new Replayer(events, {
    root: document.body,
    // Its virtual DOM loses adopted sheets and scroll positions, which is no recorder's fault.
    useVirtualDom: false,
    // Draws recorded canvas commands; lets the frame run scripts, of which no recording has any.
    UNSAFE_replayCanvas: true,
    mouseTail: false,
    // A replayed focus() draws the ring that a click does not; the extension's viewer leaves it out too.
    triggerFocus: false,
    showWarning: false,
  }));
  const pictures: Promise<unknown>[] = [];
  replayer.on("custom-event", (event) => {
    const signal = event as RecordedEvent;
    paintSignal(replayer, signal);
    const picture = readSignal(signal, "waymark.canvas")?.picture;
    if (picture !== undefined) pictures.push(Object.assign(new Image(), { src: picture }).decode());
  });
  // Gives the drawn document its scroll bars, whose width is part of the layout.
  replayer.enableInteract();
  replayer.pause(at - zeroAt + HALF_MS);
  await Promise.all([...pictures, ...documentsIn(replayer.iframe).map(settle)]);
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}

/** The live page's animations had come to their end; a paused Replayer holds them at their beginning. */
async function settle(page: Document): Promise<void> {
  page.documentElement.classList.remove("rrweb-paused");
  for (const animation of page.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
  const pictures = [...page.images].filter((picture) => !picture.complete);
  const loaded = pictures.map(
    (picture) =>
      new Promise((done) => {
        picture.addEventListener("load", done);
        picture.addEventListener("error", done);
      }),
  );
  await Promise.all([page.fonts.ready, ...loaded]);
}

function documentsIn(frame: HTMLIFrameElement): Document[] {
  const page = frame.contentDocument;
  return page ? [page, ...[...page.querySelectorAll("iframe")].flatMap(documentsIn)] : [];
}

(globalThis as { fidelityReplayer?: FidelityReplayer }).fidelityReplayer = {
  load(json) {
    recording = json;
  },
  draw,
};
