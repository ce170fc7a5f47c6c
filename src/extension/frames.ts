import { type Browser, browser } from "wxt/browser";
import { pagePolicyOf, type SitePolicy } from "../privacy/policy.ts";
import { needsConsent, policyFor, stricter } from "../privacy/privacy-settings.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import { messageOf } from "../format/errors.ts";
import type { FrameLink, FrameNews } from "../privacy/gate2/gate2.ts";
import type { PageFacts, UplinkCommand, Welcome } from "../record/uplink.ts";
import type { BrowserSignals } from "./browser-signals.ts";
import { lacksConsent, WAITS } from "./consent.ts";
import { askAbout, askFrame } from "./frame-call.ts";
import {
  admitFrame,
  bookOf,
  findFrame,
  type Frame,
  type FrameDocument,
  frameOfProducer,
  leaveFrames,
} from "./frame-book.ts";
import type { Ingest } from "./ingest.ts";
import { injectRecorder } from "./injection.ts";
import { isOpenTo, type Recording, type Recordings } from "./recordings.ts";
import { siteOf } from "./refusals.ts";

const ANSWER_MS = 2_000;
/** Each runs a recorder of its own; a page that opens hundreds must not bring the browser down. */
const MOST_FRAMES = 64;
const TOO_MANY = `This tab has more than ${MOST_FRAMES} frames of other origins; no more are recorded.`;

/** A document that records, by its frame and as a producer of batches. */
interface Above {
  frameId: number;
  documentId?: string;
  producer: string;
}

type Listed = Browser.webNavigation.GetAllFrameResultDetails & { documentId?: string };

const NOT_GRANTED =
  "Waymark has no permission for the site in this frame. Allow it all sites to record such frames too.";

/**
 * The frames of recorded tabs that rrweb in the page above cannot see into. Each is recorded by
 * halves of its own, once the document above has said which iframe it is in: so whatever it says
 * comes after its iframe. Which frame speaks, and what it is in, are the browser's word.
 */
export interface Frames {
  /** A document told of its frames (gate 2's news). */
  heard(recording: Recording, producer: string, news: FrameNews): Promise<void>;
  /** A frame went to another document. */
  committed(recording: Recording, document: FrameDocument): Promise<void>;
  /** The tab goes to another document: all frames go with the old one. */
  left(recording: Recording): void;
  hello(
    recording: Recording,
    document: FrameDocument,
    producer: string,
    page: PageFacts,
  ): Promise<Welcome>;
  /** A frame's document does not want to be recorded, or its recorder failed. */
  refused(recording: Recording, producer: string, sentence: string): Promise<void>;
  /** The service worker is back: whatever was under way when it died is begun anew. */
  wake(recording: Recording): Promise<void>;
  /** Tells all recorded frames; resolves when those that are still there have done so. */
  tell(recording: Recording, command: UplinkCommand): Promise<void>;
  /** Ends what is recorded of frames whose sites may no longer be seen. */
  permissionRemoved(recording: Recording): Promise<void>;
}

export function createFrames(
  recordings: Recordings,
  ingest: Ingest,
  signals: BrowserSignals,
  /** Rejects where the frame does not answer in time: one that hangs must not keep its page from pausing or stopping. */
  tellFrame: (recording: Recording, frameId: number, command: UplinkCommand) => Promise<void>,
  mayRecord: (url: string) => Promise<boolean>,
  /** A frame is recorded: the session says by whose consent, where it needed one. */
  noteConsented: (recording: Recording, policy: SitePolicy, page: PageFacts) => Promise<void>,
): Frames {
  /** Of a frame without a site the browser says whether a script may run in it. */
  async function isGranted({ origin }: Frame): Promise<boolean> {
    return !origin || mayRecord(origin);
  }

  /** Not each of them could say that it leaves. */
  function leave(recording: Recording, which: (frame: Frame) => boolean): void {
    for (const frame of bookOf(recording).list) {
      if (frame.producer !== null && frame.state !== "gone" && which(frame))
        ingest.close(recording, frame.producer);
    }
    leaveFrames(recording, which);
  }

  /**
   * Looks for frames in documents that record, and in those of their origin. `anew` asks also those
   * that are recorded: the document above has begun with a snapshot in which they are empty.
   */
  async function search(
    recording: Recording,
    above: readonly Above[],
    anew: boolean,
  ): Promise<void> {
    const tabId = recording.browserTabId;
    const listed = ((await browser.webNavigation.getAllFrames({ tabId })) ?? []) as Listed[];
    const there = new Set(listed.map((one) => one.frameId));
    leave(recording, (frame) => !there.has(frame.frameId));
    const below = async (under: number, by: Above, levels: number): Promise<void> => {
      const children = listed.filter((one) => one.frameId !== 0 && one.parentFrameId === under);
      await Promise.all(
        children.map(async (child) => {
          const frame = admitFrame(recording, child);
          if (anew || isDue(frame)) await ask(recording, frame, by, levels);
          if (frame.state === "covered") await below(child.frameId, by, levels + 1);
        }),
      );
    };
    await Promise.all(above.map((by) => below(by.frameId, by, 1)));
    await recordings.save();
  }

  /** Every document that records and whose snapshot is stored. */
  function recorders(recording: Recording): Above[] {
    const { ready, list } = bookOf(recording);
    const top = ready === null ? [] : [{ frameId: 0, producer: ready }];
    return [
      ...top,
      ...list.flatMap((frame) =>
        frame.state === "recorded" && frame.ready ? [asAbove(frame)] : [],
      ),
    ];
  }

  /** Asks a frame where it stands, and the document that records there for its iframe: it answers with a link. */
  async function ask(
    recording: Recording,
    frame: Frame,
    above: Above,
    levels: number,
  ): Promise<void> {
    if (frame.state === "refused" || !isOpenTo(recordings.sessionOf(recording))) return;
    if (recordedFrames(recording).length >= MOST_FRAMES) {
      return leaveEmpty(recording, frame, TOO_MANY);
    }
    if (!(await isGranted(frame))) {
      return leaveEmpty(recording, frame, NOT_GRANTED);
    }
    const tabId = recording.browserTabId;
    const nonce = crypto.getRandomValues(new Uint32Array(1))[0]!;
    const asked = { parent: above.producer, levels, nonce, path: null, askedAt: Date.now() };
    Object.assign(frame, asked);
    try {
      const standing = await askFrame(tabId, frame, levels);
      if (typeof standing === "object") {
        frame.path = standing.join();
        await askAbout(tabId, above, nonce, standing);
      } else if (standing !== "called") frame.state = "covered";
    } catch (error) {
      // It may just be gone; and of pages of the browser, or of extensions, nothing is to be told.
      console.debug(`Waymark: a frame could not be asked: ${messageOf(error)}`);
      frame.nonce = null;
    }
  }

  /** The frame stays an empty place, and the stream says why: once for each document. */
  async function leaveEmpty(
    recording: Recording,
    frame: Frame,
    reason: string,
    state: "refused" | "waiting" = "refused",
  ): Promise<void> {
    frame.state = state;
    await recordings.save();
    await signals.say(recording, "waymark.frame", {
      what: "empty",
      ...(frame.hostId > 0 && { id: frame.hostId }),
      ...(frame.origin && { url: frame.origin }),
      reason,
    });
  }

  async function linked(recording: Recording, producer: string, link: FrameLink): Promise<void> {
    const frame = bookOf(recording).list.find(
      (one) => one.nonce === link.nonce && one.parent === producer && one.state !== "gone",
    );
    // A late answer, or a forged one.
    if (!frame || !isOpenTo(recordings.sessionOf(recording))) return;
    frame.nonce = null;
    if (!(await stoodStill(recording, frame)))
      return search(recording, recorders(recording), false);
    if (link.covered) {
      frame.state = "covered";
      return search(recording, recorders(recording), false);
    }
    frame.hostId = link.id + (frameOfProducer(recording, producer)?.base ?? 0);
    frame.masked = link.masked === true;
    const { frameId, documentId, state } = frame;
    if (state === "found") frame.state = "linked";
    await recordings.save();
    // The document above began anew, and knows nothing of what is in its frames.
    if (state === "recorded") await tellOne(recording, frame, { type: "resume" });
    if (state === "found") await injectRecorder(recording.browserTabId, documentId, frameId);
  }

  /** Frames that come or go before it change a frame's path, and the answer may be about another. */
  async function stoodStill(recording: Recording, frame: Frame): Promise<boolean> {
    if (frame.path === null) return true;
    const standing = await askFrame(recording.browserTabId, frame, frame.levels);
    return typeof standing === "object" && standing.join() === frame.path;
  }

  function recordedFrames(recording: Recording): Frame[] {
    return bookOf(recording).list.filter(({ state }) => state === "recorded");
  }

  async function tellOne(recording: Recording, frame: Frame, command: UplinkCommand) {
    try {
      await tellFrame(recording, frame.frameId, command);
    } catch (error) {
      // Frames come and go by themselves; what one handed over as it left is stored.
      console.debug(`Waymark: a frame did not take "${command.type}": ${messageOf(error)}`);
    }
  }

  return {
    async heard(recording, producer, { snapshot, links }) {
      if (snapshot) {
        const frame = frameOfProducer(recording, producer);
        if (frame) frame.ready = true;
        else bookOf(recording).ready = producer;
        await search(recording, [frame ? asAbove(frame) : { frameId: 0, producer }], true);
      }
      for (const link of links) {
        await linked(recording, producer, link).catch((error: unknown) =>
          // A document that left in the meantime takes no script; a new one in its place is met anew.
          console.debug(`Waymark: a frame could not be recorded: ${messageOf(error)}`),
        );
      }
    },

    async committed(recording, { frameId, documentId }) {
      // A search may have met the new document before the browser told of it.
      const isOld = (frame: Frame) => !documentId || frame.documentId !== documentId;
      leave(recording, (frame) => frame.frameId === frameId && isOld(frame));
      if (!isOpenTo(recordings.sessionOf(recording))) return;
      // Where the document above is not stored yet, its snapshot starts the search.
      await search(recording, recorders(recording), false);
    },

    async wake(recording) {
      for (const frame of bookOf(recording).list)
        if (frame.state === "linked") frame.state = "found";
      if (isOpenTo(recordings.sessionOf(recording)))
        await search(recording, recorders(recording), false);
    },

    left: (recording) => {
      leave(recording, () => true);
      bookOf(recording).ready = null;
    },

    async hello(recording, document, producer, page) {
      // The frame may have gone elsewhere since it was asked.
      const mayBe = siteOf(page.url) === "" || (await mayRecord(page.url));
      const frame = findFrame(recording, document);
      if (!frame || frame.hostId === 0 || !isOpenTo(recordings.sessionOf(recording))) {
        return { record: false };
      }
      if (page.refusal) {
        await leaveEmpty(recording, frame, refusalSentence(page.refusal.why));
        return { record: false };
      }
      if (!mayBe) {
        await leaveEmpty(recording, frame, NOT_GRANTED);
        return { record: false };
      }
      const { privacy } = recordings.sessionOf(recording);
      const shown = {
        indicator: false,
        level: recording.policy.level,
        byConsent: needsConsent(privacy, page.url),
      };
      if (lacksConsent(privacy, page)) {
        const isNew = frame.state !== "waiting";
        if (isNew) await leaveEmpty(recording, frame, WAITS, "waiting");
        return { record: false, waits: shown };
      }
      // A frame in a frame without an address of its own (a sandboxed text) is what holds around it.
      const around = frameOfProducer(recording, frame.parent)?.policy ?? recording.policy;
      frame.policy = stricter(around, policyFor(privacy, page.url));
      frame.producer = producer;
      frame.state = "recorded";
      ingest.open(recording, producer);
      await recordings.save();
      await noteConsented(recording, frame.policy, page);
      const policy = pagePolicyOf({ ...frame.policy, backsOff: recording.policy.backsOff });
      const mask = frame.masked ? [...policy.mask, ":root"] : policy.mask;
      return {
        record: true,
        policy: { ...policy, mask },
        because: "start",
        session: recording.sessionId,
        shown: { ...shown, level: frame.policy.level },
      };
    },

    async refused(recording, producer, sentence) {
      const frame = frameOfProducer(recording, producer);
      if (frame && frame.state !== "refused") await leaveEmpty(recording, frame, sentence);
    },

    async tell(recording, command) {
      const waiting = bookOf(recording).list.filter(({ state }) => state === "waiting");
      // What was never recorded has nothing to pause or to hand over.
      const told = command.type === "stop" ? waiting : [];
      await Promise.all(
        [...recordedFrames(recording), ...told].map((frame) => tellOne(recording, frame, command)),
      );
    },

    async permissionRemoved(recording) {
      for (const frame of recordedFrames(recording)) {
        if (await isGranted(frame)) continue;
        const reason = "The permission for this frame's site was taken back.";
        await tellOne(recording, frame, { type: "stop", drop: false, reason });
        await leaveEmpty(recording, frame, reason);
      }
    },
  };
}

/** Not known yet, and no answer is on its way. */
function isDue({ state, nonce, askedAt }: Frame): boolean {
  return state === "found" && (nonce === null || Date.now() - askedAt > ANSWER_MS);
}

function asAbove({ frameId, documentId, producer }: Frame): Above {
  return { frameId, ...(documentId && { documentId }), producer: producer ?? "" };
}
