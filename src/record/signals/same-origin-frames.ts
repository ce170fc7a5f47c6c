import type { SignalPayload, SignalTag } from "../../format/signals/signals.ts";
import { watchErrors } from "./errors.ts";
import { reader } from "./page-values.ts";
import type { SignalSource } from "./signal-source.ts";
import { type Shared, startSource } from "./sources.ts";

/**
 * What is watched in frames of the page's own origin: by listeners alone, so that their pages see no
 * function of theirs replaced. rrweb records their documents with the page's own.
 */
const IN_FRAMES: readonly SignalSource[] = [watchErrors];

/** A page may make frames without end. */
const MOST_FRAMES = 50;

const documentIn = reader<Document | null>("HTMLIFrameElement", "contentDocument");
const windowOf = reader<Window | null>("Document", "defaultView");

type Frame = Node;
type Global = Window & typeof globalThis;

export interface SameOriginFrames {
  /** rrweb has put the document of this iframe into the stream; of one that it had before, nothing changes. */
  attached(hostId: number): void;
  end(): void;
}

/** The limits of each source are each frame's own; one that fails in a frame ends there alone. */
export function watchSameOriginFrames(
  shared: Shared,
  sources: readonly SignalSource[] = IN_FRAMES,
): SameOriginFrames {
  const watched = new Map<Frame, { document: Document; end: () => void }>();
  const { mirror } = shared;
  const leftOut: readonly string[] = shared.rules.leftOut;
  const wanted = sources.filter(({ part }) => !leftOut.includes(part));

  let toldFull = false;

  function drop(frame: Frame): void {
    watched.get(frame)?.end();
    watched.delete(frame);
  }

  /** An iframe that was taken away has no window any more. */
  function forgetGone(): void {
    for (const [frame, { document }] of watched) {
      if (documentIn(frame) !== document) drop(frame);
    }
  }

  function watch(hostId: number): void {
    const frame = mirror.getNode(hostId);
    const document = frame && documentIn(frame);
    const global = document && (windowOf(document) as Global | null);
    if (!frame || !document || !global || watched.get(frame)?.document === document) return;
    drop(frame);
    forgetGone();
    if (watched.size >= MOST_FRAMES) return tellFull();
    const say = <T extends SignalTag>(tag: T, payload: SignalPayload<T>, at?: number): void => {
      // Ids begin anew with each full snapshot.
      const host = mirror.getId(frame);
      if (host > 0) shared.say(tag, { ...payload, frame: host } as SignalPayload<T>, at);
    };
    const mine = { ...shared, global, earlyErrors: [], say };
    const ends = wanted.map((source) => startSource(mine, source));
    watched.set(frame, { document, end: () => ends.forEach((end) => end()) });
  }

  function tellFull(): void {
    if (toldFull) return;
    toldFull = true;
    const reason = `Only ${MOST_FRAMES} frames of the page's own origin are listened to at a time.`;
    shared.say("waymark.capture", { part: "frames", what: "sampled", dropped: 1, reason });
  }

  return {
    attached(hostId) {
      if (wanted.length === 0) return;
      try {
        watch(hostId);
      } catch (error) {
        const reason = `A frame is not listened to: ${String(error)}`.slice(0, 500);
        shared.say("waymark.capture", { part: "frames", what: "failed", reason });
      }
    },
    end() {
      for (const frame of watched.keys()) drop(frame);
    },
  };
}
