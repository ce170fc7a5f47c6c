import type { eventWithTime } from "@rrweb/types";
import { Player } from "rrweb-player";
import { makeLongSession } from "./long-session.ts";
import { twoFrames } from "./frames.ts";

/** Runs in a plain page of the same browser; tests/bench/replay.ts bundles it. */
export interface ReplayReference {
  /** Makes the recording's JSON text, which stays at hand. Returns its length. */
  make(count: number): number;
  /** Milliseconds from the text to the first picture, parsing included. */
  open(): Promise<number>;
  /**
   * Milliseconds from standing at `fromMs` until the page at `offsetMs` is painted. Forward, the
   * player applies only what lies between; it starts anew to go back.
   */
  seek(fromMs: number, offsetMs: number): Promise<number>;
  close(): void;
  /** Forgets the text, which a player would not keep. */
  dropText(): void;
}

/** As in replay.ts. */
const AT_REST_MS = 400;

let json = "";
/** Its types leave out that it is a Svelte component. */
let player: (Player & { $destroy(): void }) | null = null;

function make(count: number): number {
  const parts: string[] = [];
  for (const event of makeLongSession(count)) parts.push(JSON.stringify(event));
  json = `[${parts.join(",")}]`;
  // Joined strings are ropes; parsing must not pay for flattening one.
  return JSON.parse(json).length && json.length;
}

async function open(): Promise<number> {
  close();
  const from = performance.now();
  const events = JSON.parse(json) as eventWithTime[];
  const made = new Player({ target: document.body, props: { events, autoPlay: false } });
  player = made as NonNullable<typeof player>;
  await pictured();
  await twoFrames();
  return performance.now() - from;
}

/** The Replayer draws its first snapshot in a task after it was made. */
function pictured(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const rows = document.querySelector("iframe")?.contentDocument?.querySelectorAll("tr").length;
      if (rows) resolve();
      else channel.port2.postMessage(null);
    };
    channel.port2.postMessage(null);
  });
}

async function seek(fromMs: number, offsetMs: number): Promise<number> {
  if (!player) throw new Error("Nothing is open yet.");
  player.goto(fromMs);
  await new Promise((done) => setTimeout(done, AT_REST_MS));
  await twoFrames();
  const from = performance.now();
  player.goto(offsetMs);
  await twoFrames();
  return performance.now() - from;
}

function close(): void {
  player?.$destroy();
  player = null;
  document.body.replaceChildren();
}

function dropText(): void {
  json = "";
}

(globalThis as { replayReference?: ReplayReference }).replayReference = {
  make,
  open,
  seek,
  close,
  dropText,
};
