import { EventType, type RecordedEvent } from "../format/events.ts";
import { SEGMENT_BYTES, SEGMENT_EVENTS } from "../format/segment-limits.ts";
import { readSignal, signalEvent, type SignalPayload } from "../format/signals/signals.ts";
import { eventsOf } from "../privacy/gate2/frame-stream.ts";
import { createGate2, type FrameNews, type Gate2 } from "../privacy/gate2/gate2.ts";
import type { SitePolicy } from "../privacy/policy.ts";
import { STRIP_URLS } from "../privacy/redaction/url.ts";
import { isOnSites } from "../privacy/site-list.ts";
import type { Batch } from "../record/protocol.ts";
import { hasSeq, NO_BATCHES, noteBatch, type ProducerLog } from "../store/producers.ts";
import type { SessionStore } from "../store/session-store.ts";
import { gunzipText } from "../store/bytes.ts";
import { type Frame, frameOfProducer } from "./frame-book.ts";
import { heardOf, type Recording } from "./recordings.ts";
import type { Role } from "./role.ts";

interface Producer {
  gate: Gate2;
  /** What is stored, as far as is known here; the store knows it all. */
  log: ProducerLog;
  /** The work of this producer, one batch after the other. */
  chain: Promise<void>;
}

/** How full a tab's tail is, so that it is sealed in time without reading it. */
interface TailSize {
  events: number;
  bytes: number;
  sealing: Promise<void> | null;
  /** When the first batch came that is not sealed. */
  since: number;
}

/** Who sends batches. */
export interface Sender {
  /** The address of its document, by the browser's word; not known of one that is being torn down. */
  url?: string | undefined;
  /** The background itself, no document. */
  isBackground?: boolean;
}

/** What the browser knows of what a document tells. */
export interface BrowserWord {
  /** Adds it to what a page tells of a request; false where that has been told without the page. */
  join(recording: Recording, payload: SignalPayload<"waymark.network">, at: number): boolean;
  /** Which build its server said a document of the tab is of, at a moment (epoch ms); null where that is not known. */
  serverBuild(recording: Recording, at: number, origin: string | null): string | null;
}

export interface Ingest {
  /** A new document reports: its batches start at 0 and its gate knows nothing yet. */
  open(recording: Recording, producer: string): void;
  /** Resolves when all batches are stored; batches that were stored before are fine. */
  append(recording: Recording, producer: string, batches: Batch[], sender?: Sender): Promise<void>;
  /** A document left: what its gate knows is kept for what is on its way, a few seconds. */
  close(recording: Recording, producer: string): void;
  /** Resolves when nothing of this session is under way, and forgets its producers. */
  settle(session: Pick<Recording, "sessionId">): Promise<void>;
}

/** What a document that left has said by then; what comes later still has its gate restored from the store. */
const LATE_MS = 3_000;

/**
 * Takes batches from pages through gate 2 into the store, in order within each document, and seals
 * the tail as it fills; with `buffering`, also as it ages. `onNews` hears what documents tell of
 * themselves and of the frames in them, once it is stored. A batch is not done before what it returns is:
 * should the service worker die meanwhile, the batch comes again, and with it the news. `word` is the
 * browser's, beside what a page tells.
 */
export function createIngest(
  store: SessionStore,
  onNews: (
    recording: Recording,
    producer: string,
    news: FrameNews,
  ) => Promise<void> | void = () => {},
  buffering?: Role["buffering"],
  word?: BrowserWord,
): Ingest {
  const producers = new Map<string, Producer>();
  const tails = new Map<string, TailSize>();

  async function producerOf(
    recording: Recording,
    id: string,
    firstSeq: number,
    isBackground: boolean,
  ): Promise<Producer> {
    const key = keyOf(recording, id);
    const known = producers.get(key);
    if (known) return known;
    // The service worker died under this document: what gate 2 knew is read back from the store.
    const frame = frameOfProducer(recording, id);
    const gate = createGate2({
      ...recording,
      policy: policyOf(recording, id, isBackground),
      ...(frame && { frame }),
      ...joiner(recording),
      isBackground,
    });
    const made: Producer = { gate, log: NO_BATCHES, chain: Promise.resolve() };
    producers.set(key, made);
    if (firstSeq > 0 && (frame || recording.producer === id)) {
      made.chain = restore(store, recording, gate, frame ?? null);
      // It must be tried again with the batch that is then sent again.
      made.chain.catch(() => producers.delete(key));
    }
    return made;
  }

  /** Unless another took its place: a document that came back from the cache. */
  function forget(key: string, producer: Producer): void {
    if (producers.get(key) === producer) producers.delete(key);
  }

  /** What is restored from the store must not miss what is on its way there. */
  async function forgetAtRest(key: string, producer: Producer): Promise<void> {
    let chain: Promise<void>;
    do await (chain = producer.chain);
    while (chain !== producer.chain);
    forget(key, producer);
  }

  const joiner = (recording: Recording) => ({
    join(event: RecordedEvent) {
      const told = readSignal(event, "waymark.circumstances");
      if (told) event.data["payload"] = withServerBuild(recording, told, event.timestamp);
      const request = word && readSignal(event, "waymark.network");
      if (!request) return true;
      const passes = word.join(recording, request, event.timestamp);
      event.data["payload"] = request;
      return passes;
    },
  });

  /** A page cannot say it: what it has of its own there goes. */
  function withServerBuild(
    recording: Recording,
    { serverBuild: _, ...told }: SignalPayload<"waymark.circumstances">,
    at: number,
  ): SignalPayload<"waymark.circumstances"> {
    const origin = URL.parse(told.url ?? "")?.origin ?? null;
    const serverBuild = word?.serverBuild(recording, at, origin);
    return { ...told, ...(serverBuild && { serverBuild }) };
  }

  /** What the iframe's place means for the frame, by the gate of the document that it stands in. */
  function placeFrame(recording: Recording, frame: Frame, gate: Gate2): void {
    const above = producers.get(keyOf(recording, frame.parent));
    const base = frameOfProducer(recording, frame.parent)?.base ?? 0;
    // A document that left, or was not heard since the service worker died, says nothing new.
    if (above) frame.around = above.gate.aroundNode(frame.hostId - base);
    gate.setPlace(frame.masked && frame.around === "plain" ? "masked" : frame.around);
  }

  /** Through the gate, and on its way into the store; null where it is there already. */
  function passOn(recording: Recording, id: string, producer: Producer, batch: Batch) {
    if (hasSeq(producer.log, batch.seq)) return null;
    const frame = frameOfProducer(recording, id);
    if (frame) placeFrame(recording, frame, producer.gate);
    const address = {
      sessionId: recording.sessionId,
      tabId: recording.tabId,
      producer: id,
      seq: batch.seq,
    };
    const passed =
      producer.gate.pass(batch.json, { ...address, pageHits: batch.hits }) ??
      producer.gate.pass(nothingKept(), address);
    if (!passed) throw new Error("Gate 2 refuses the sign for an empty batch.");
    return { passed, news: producer.gate.takeNews(), appended: store.appendTail(passed) };
  }

  /** What came together is written together, where the store can. */
  async function storeAll(
    recording: Recording,
    id: string,
    producer: Producer,
    batches: readonly Batch[],
  ): Promise<void> {
    const made: ReturnType<typeof passOn>[] = [];
    let failure: { error: unknown } | null = null;
    try {
      for (const batch of batches) made.push(passOn(recording, id, producer, batch));
    } catch (error) {
      // Those before it stand.
      failure = { error };
    }
    await Promise.allSettled(made.map((each) => each?.appended));
    for (const each of made) {
      if (!each) continue;
      const { passed, news } = each;
      const { stored } = await each.appended;
      if (stored) noteTail(recording, passed.eventCount, passed.json.length);
      if (hasNews(news)) await onNews(recording, id, news);
      producer.log = noteBatch(producer.log, passed);
    }
    if (failure) throw failure.error;
  }

  function noteTail(recording: Recording, events: number, bytes: number): void {
    const key = `${recording.sessionId}/${recording.tabId}`;
    const tail = tails.get(key) ?? { events: 0, bytes: 0, sealing: null, since: Date.now() };
    tails.set(key, tail);
    tail.events += events;
    tail.bytes += bytes;
    if (buffering && Date.now() - tail.since >= buffering.sealAfterMs) {
      tail.sealing ??= sealAll(recording, tail, buffering);
    }
    tail.sealing ??= isFull(tail) ? sealFull(recording, tail) : null;
  }

  async function sealAll(
    recording: Recording,
    tail: TailSize,
    { onSealed }: NonNullable<Role["buffering"]>,
  ): Promise<void> {
    tail.since = Date.now();
    try {
      await store.seal(recording.sessionId, recording.tabId, { all: true });
      Object.assign(tail, { events: 0, bytes: 0 });
      onSealed(recording);
    } catch (error) {
      console.warn("Waymark could not seal a segment of a rewind yet:", error);
    } finally {
      tail.sealing = null;
    }
  }

  async function sealFull({ sessionId, tabId }: Recording, tail: TailSize): Promise<void> {
    try {
      // What came while a segment was being packed may already fill the next.
      while (isFull(tail)) {
        const sealed = await store.seal(sessionId, tabId);
        // Nothing to cut yet: times that do not rise, or one huge snapshot that is still growing.
        if (sealed.length === 0) break;
        for (const segment of sealed) {
          tail.events -= segment.eventCount;
          tail.bytes -= segment.bytes;
        }
      }
    } catch (error) {
      // The tail stays as it is and replays all the same; the next batch tries again.
      console.warn("Waymark could not seal a segment yet:", error);
    } finally {
      tail.sealing = null;
    }
  }

  return {
    open(recording, id) {
      const frame = frameOfProducer(recording, id);
      producers.set(keyOf(recording, id), {
        gate: createGate2({
          ...recording,
          policy: policyOf(recording, id, false),
          ...(frame && { frame }),
          ...joiner(recording),
        }),
        log: NO_BATCHES,
        chain: Promise.resolve(),
      });
    },
    async append(recording, id, batches, { url, isBackground = false } = {}) {
      const key = keyOf(recording, id);
      const producer = await producerOf(recording, id, batches[0]?.seq ?? 0, isBackground);
      // Said with each message, so that nothing is to be remembered: a document stays on its host.
      if (url !== undefined) producer.gate.setCanvas(isOnSites(recording.canvasSites, url));
      const done = producer.chain.then(() => storeAll(recording, id, producer, batches));
      // A failed batch is the sender's to repeat; the ones behind it must still run.
      const chain = done.then(
        () => {
          // There is one for each document that the browser tells of; its gate remembers nothing of what passed.
          if (isBackground && producer.chain === chain) forget(key, producer);
        },
        // Its gate has seen what is not stored: the next one begins with what is.
        () => forget(key, producer),
      );
      producer.chain = chain;
      return done;
    },
    close(recording, id) {
      const key = keyOf(recording, id);
      const producer = producers.get(key);
      if (producer) setTimeout(() => void forgetAtRest(key, producer), LATE_MS);
    },
    async settle({ sessionId }) {
      for (const [key, { chain }] of producers) {
        if (!key.startsWith(`${sessionId}/`)) continue;
        await chain;
        producers.delete(key);
      }
      for (const [key, { sealing }] of tails) {
        if (!key.startsWith(`${sessionId}/`)) continue;
        await sealing;
        tails.delete(key);
      }
    },
  };
}

const keyOf = ({ sessionId }: Pick<Recording, "sessionId">, producer: string) =>
  `${sessionId}/${producer}`;

const hasNews = ({ links, snapshot, busy, metadata, circumstances }: FrameNews): boolean =>
  snapshot || links.length > 0 || busy !== null || metadata !== null || circumstances !== null;

/** What holds for a producer. Of a document that left, what held is not known any more: then the strictest does. */
function policyOf(recording: Recording, id: string, isBackground: boolean): SitePolicy {
  const { policy, producer } = recording;
  if (isBackground || producer === id) return policy;
  const known = frameOfProducer(recording, id) ?? heardOf(recording, id);
  return known?.policy ?? { ...policy, level: "strict", unmask: [], urls: STRIP_URLS };
}

/**
 * Feeds gate 2 what is stored of the tab's current document, or of a frame in it: everything since
 * the document's last full snapshot, after which its frames are attached anew.
 */
async function restore(
  store: SessionStore,
  recording: Recording,
  gate: Gate2,
  frame: Frame | null,
): Promise<void> {
  const { sessionId, tabId } = recording;
  const events: RecordedEvent[] = [];
  for (const batch of await store.readTail(sessionId, tabId)) {
    events.push(...(JSON.parse(batch.json) as RecordedEvent[]));
  }
  const segments = await store.listSegments(sessionId, tabId);
  for (let i = segments.length - 1; i >= 0 && !events.some(isSnapshot); i--) {
    const segment = await store.getSegment(sessionId, tabId, segments[i]!.index);
    if (!segment) continue;
    const json = await gunzipText(segment.gzip, segment.bytes);
    events.unshift(...(JSON.parse(json) as RecordedEvent[]));
  }
  const from = events.findLastIndex(isSnapshot);
  if (from < 0) return;
  gate.restore(eventsOf(events.slice(from), frame));
}

/** Stands for a batch of which the gate kept nothing, so that its number is not taken for one that never came. */
const nothingKept = () =>
  JSON.stringify([
    signalEvent("waymark.redacted", { reason: "Nothing of this batch may be kept." }, Date.now()),
  ]);

const isFull = ({ events, bytes }: TailSize) => events >= SEGMENT_EVENTS || bytes >= SEGMENT_BYTES;

const isSnapshot = (event: RecordedEvent) => event.type === EventType.FullSnapshot;
