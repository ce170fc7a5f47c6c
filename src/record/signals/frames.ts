import { record } from "rrweb";
import { FRAME_EVENT, type FrameCall, readCall } from "../../format/frame-call.ts";
import type { SignalSource } from "./signal-source.ts";

/** rrweb tells of a new iframe at the end of the turn, or later where it is busy. */
const TRY_AGAIN_MS = 200;
const TRIES = 10;

/** Finds the iframes of frames that are asked about, and says where they stand. */
export const watchFrames: SignalSource = {
  part: "frames",
  watch: ({ global, later, listen, say, flush }) => {
    function find(frame: unknown, nonce: number, triesLeft: number): void {
      const link = linkTo(frame);
      if (link) {
        say("waymark.link", { ...link, nonce });
        flush();
      } else if (triesLeft > 0) {
        later(() => find(frame, nonce, triesLeft - 1), TRY_AGAIN_MS);
      }
    }

    function onCall(event: Event, call: FrameCall | null, frame: unknown): void {
      if (!call || !frame) return;
      event.stopImmediatePropagation();
      find(frame, call.nonce, TRIES);
    }

    listen(global, FRAME_EVENT, (event) => {
      const call = readCall((event as CustomEvent<unknown>).detail);
      onCall(event, call, call && windowAt(global, call.path));
    });
    listen(global, "message", (event) => {
      const { data, source } = event as MessageEvent<unknown>;
      onCall(event, readCall(data), source);
    });
  },
};

/** The windows in a window may be had across origins; null where there is none any more. */
function windowAt(from: Window, path: readonly number[]): Window | null {
  let at: Window | null = from;
  for (const index of path) at = at?.[index] ?? null;
  return at;
}

/** Over all that is recorded, since an iframe may stand in a shadow tree or in another frame. */
function linkTo(frame: unknown): { id: number; covered?: true } | null {
  for (const id of record.mirror.getIds()) {
    const node = record.mirror.getNode(id) as HTMLIFrameElement | null;
    if (node?.localName !== "iframe" || node.contentWindow !== frame) continue;
    // The isolated world of a sandboxed document does not see that it is of its parent's origin.
    return { id, ...(node.contentDocument && { covered: true }) };
  }
  return null;
}
