import { ID_RANGE } from "../privacy/gate2/frame-ids.ts";
import type { FramePlace } from "../privacy/gate2/frame-stream.ts";
import type { SitePolicy } from "../privacy/policy.ts";
import type { Around } from "../privacy/sanitize/around.ts";
import { siteOf } from "./refusals.ts";

/** One document in a frame of a recorded tab. Kept with its recording in `storage.session`. */
export interface Frame extends FramePlace {
  /** The browser's number of the frame; the documents in it come and go. */
  frameId: number;
  /** The browser's id of the document, where it has such. */
  documentId?: string;
  /** "" where no site is in it: a sandboxed text, a page of the browser's own. */
  origin: string;
  /**
   * `found`: nothing is known yet but that it is there. `covered`: blank, or of its parent's origin, so
   * that the parent's recorder sees into it. `linked`: its iframe is known and its recorder on the way.
   */
  state: "found" | "covered" | "linked" | "recorded" | "refused" | "gone";
  /** 0 before it is linked. */
  hostId: number;
  /** The producer that knows its iframe: the nearest document above it that records. */
  parent: string;
  /** How far below the window of `parent` it is, and where, as it said last; null in a shadow tree. */
  levels: number;
  path: string | null;
  /** What the call that is out carries; one answer is taken. */
  nonce: number | null;
  askedAt: number;
  /** Its iframe stands in a part of the page that gate 1 masks. */
  masked: boolean;
  /** The same by gate 2 of the document above, when last asked. */
  around: Around;
  producer: string | null;
  /** What holds for its document; null before it is recorded. */
  policy: SitePolicy | null;
  /** Its snapshot is stored: the frames in it can be looked for. */
  ready: boolean;
}

/** The frames of a tab, and which of the tab's own documents has its snapshot stored. */
export interface FrameBook {
  /** Frames that ever were: the place of the next one's ids. */
  count: number;
  ready: string | null;
  list: Frame[];
}

/** A recording, as far as its frames go. */
interface Framed {
  frames?: FrameBook;
}

/** Late batches of frames that left come within seconds; more than this many are not looked out for. */
const MOST_GONE = 100;

export function bookOf(recording: Framed): FrameBook {
  return (recording.frames ??= { count: 0, ready: null, list: [] });
}

export function frameOfProducer(recording: Framed, producer: string): Frame | undefined {
  return recording.frames?.list.find((frame) => frame.producer === producer);
}

/** A document as the browser tells of it. */
export interface FrameDocument {
  frameId: number;
  documentId?: string;
}

/** The entry of a document; null when there is none. A page may bring a document back. */
export function findFrame(recording: Framed, document: FrameDocument): Frame | null {
  const { frameId, documentId } = document;
  const found = bookOf(recording).list.find((frame) =>
    documentId && frame.documentId
      ? frame.documentId === documentId
      : frame.frameId === frameId && frame.state !== "gone",
  );
  return found ?? null;
}

/** The entry of a document that is there, made where there is none. Others of its frame are gone. */
export function admitFrame(recording: Framed, document: FrameDocument & { url: string }): Frame {
  const book = bookOf(recording);
  const known = findFrame(recording, document);
  if (known) {
    if (known.state === "gone") known.state = known.producer === null ? "found" : "recorded";
    return known;
  }
  leaveFrames(recording, ({ frameId }) => frameId === document.frameId);
  book.count++;
  const frame: Frame = {
    frameId: document.frameId,
    ...(document.documentId !== undefined && { documentId: document.documentId }),
    origin: siteOf(document.url) && new URL(document.url).origin,
    state: "found",
    base: book.count * ID_RANGE,
    hostId: 0,
    parent: "",
    levels: 1,
    path: null,
    nonce: null,
    askedAt: 0,
    masked: false,
    around: "masked",
    producer: null,
    policy: null,
    ready: false,
  };
  book.list.push(frame);
  return frame;
}

/** The frames that `which` names are gone; what they still send is taken for a while. */
export function leaveFrames(recording: Framed, which: (frame: Frame) => boolean): void {
  const book = bookOf(recording);
  for (const frame of book.list) if (which(frame)) frame.state = "gone";
  const gone = book.list.filter(({ state }) => state === "gone");
  const forgotten = new Set(gone.slice(0, Math.max(0, gone.length - MOST_GONE)));
  if (forgotten.size > 0) book.list = book.list.filter((frame) => !forgotten.has(frame));
}
