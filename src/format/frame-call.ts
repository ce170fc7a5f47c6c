/**
 * How it is found out which iframe a frame of another origin is in. The frame's isolated world says
 * how many-th frame of the window above it is (its path), and the background hands that to the page
 * above by an event of this name. Frames in shadow trees are not counted by any window: they post
 * their call to the page above, which can see it. Both carry nothing but a number that the background
 * made up, good for one answer of that page about this frame.
 */
export const FRAME_EVENT = "waymark:frame";

export interface FrameCall {
  nonce: number;
  /** From the window that records down to the frame; empty where the call's sender is the frame. */
  path: number[];
}

/** JSON, so that a page that reads its messages as JSON, or as text, can read this one. */
export function writeCall({ nonce, path }: FrameCall): string {
  return `{"waymark":"frame","nonce":${nonce},"path":[${path.join(",")}]}`;
}

const CALL = /^\{"waymark":"frame","nonce":(\d{1,15}),"path":\[((?:\d{1,5},?){0,20})\]\}$/;

/** Null for anything else. */
export function readCall(text: unknown): FrameCall | null {
  const [, nonce, path] = (typeof text === "string" && CALL.exec(text)) || [];
  if (nonce === undefined || path === undefined) return null;
  return { nonce: Number(nonce), path: path === "" ? [] : path.split(",").map(Number) };
}
