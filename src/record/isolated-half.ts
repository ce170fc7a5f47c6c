import { messageOf } from "../format/errors.ts";
import type { Consent } from "../format/session.ts";
import type { PagePolicy } from "../privacy/policy.ts";
import { pageRefusal } from "../privacy/page/refusal.ts";
import {
  type Batch,
  EVENTS_EVENT,
  type FromPage,
  type Handover,
  HANDOVER_EVENT,
  PORT_EVENT,
  TAKE_EVENT,
  WANT_EVENT,
  type ToPage,
} from "./protocol.ts";
import { createSendQueue, pause, RETRY_MS } from "./send-queue.ts";
import type { Half } from "./watch/half.ts";
import type { PageFacts, Uplink, UplinkCommand, Welcome } from "./uplink.ts";

/** How long a pause or stop waits for the page to hand over what it has; then for as long as that is being stored. */
const FLUSH_TIMEOUT_MS = 3_000;
/** The main half says that it began; where the page broke it, or stole its port, nobody does. */
const BEGIN_TIMEOUT_MS = 20_000;

/**
 * The trusted half of the recorder in a page: asks whether this document is to be recorded, hands
 * the main half its port, and carries batches to the uplink in order, so that gate 2 sees them so. `half.life` is aborted when this document is no longer recorded.
 */
export async function runIsolatedHalf(window: Window, uplink: Uplink, half: Half): Promise<void> {
  const { life } = half;
  const { document, navigator } = window;
  const channel = new MessageChannel();
  const page = channel.port1;
  const toPage = (message: ToPage) => page.postMessage(message);

  /** Aborted once the main half has its port. */
  const taken = new AbortController();
  let begun = false;
  life.signal.addEventListener("abort", () => taken.abort());

  const acknowledge = ({ seq }: Batch) => toPage({ type: "ack", seq });
  const queue = createSendQueue(uplink, life.signal, () => greeting, acknowledge, stop);
  /** The last tail on its way; it holds all that those before it did and is not stored yet. */
  let handing: Promise<void> | null = null;
  let flushed: (() => void) | null = null;
  let held = false;
  /** Of a document that was paused before it began. */
  let policy: PagePolicy | null = null;
  /** Rises when the document returns from the cache: an answer from before may never come. */
  let turn = 0;
  /** Which session this document was told to belong to. */
  let session: string | null = null;
  let left = false;
  /** Nothing is recorded before the page gives its consent. */
  let waits = false;
  let consent: Consent | undefined;
  /** A document that is back from the cache is asked for first: nothing of it comes before its hello. */
  let greeting: Promise<Welcome | void> | undefined;

  /** Nothing of this document is taken any more, so nobody would read why. */
  function stop(): void {
    toPage({ type: "stop", drop: true, reason: "" });
    life.abort();
  }

  function enqueue(batch: Batch): void {
    const refusal = pageRefusal(document, navigator);
    if (refusal) return withdraw(refusal.code, refusal.why);
    if (see(batch)) return;
    queue.add(batch);
  }

  /** True where whoever watches has withdrawn. */
  const see: (said: Parameters<NonNullable<Half["see"]>>[0]) => boolean = (said) => {
    half.see?.(said);
    return life.signal.aborted;
  };

  half.withdraw = withdraw;
  function withdraw(code: string, sentence: string): void {
    if (life.signal.aborted) return;
    queue.clear();
    stop();
    insist(() => uplink.refuse(code, sentence)).catch(noteUnsaid);
  }

  const fail = (error: unknown) => withdraw("failed", messageOf(error));

  // A page that took the port may say anything here.
  page.onmessage = ({ data }: MessageEvent<FromPage | null>) => {
    if (life.signal.aborted || !data) return;
    switch (data.type) {
      case "ready":
        return taken.abort();
      case "begun":
        begun = true;
        // At a window, listeners are called in the order in which they came: this one is to be the last.
        return listenForLeaving();
      case "consent":
        if (!waits) return;
        waits = false;
        consent = data.consent;
        return void join().catch(fail);
      case "refused":
        return withdraw(data.code, data.sentence);
      case "failed":
        return withdraw("failed", data.sentence);
      case "flushed":
        flushed?.();
        return;
    }
  };

  /** Events that went over, until it is said whose they are. */
  let texts: string[] = [];
  function onHandover(event: Event): void {
    const { batches, leaving } = readHandover((event as CustomEvent<unknown>).detail, texts) ?? {};
    texts = [];
    if (!batches) return;
    // Not on the page's stack, which may be about to overflow.
    if (leaving === undefined) return queueMicrotask(() => batches.forEach(enqueue));
    if (pageRefusal(document, navigator) || batches.some(see)) return;
    // Taken: the main half need not give it again.
    event.preventDefault();
    // No await before this: the document may be gone after this handler.
    left ||= leaving === true;
    handing = uplink.send(batches, leaving).then(
      () => batches.forEach(acknowledge),
      // The document lives on: hidden, or back from the cache. It sends them like any batch.
      () => batches.forEach(enqueue),
    );
  }
  const { signal } = life;
  const onEvents = (event: Event) => texts.push(String((event as CustomEvent<unknown>).detail));
  channel.port2.addEventListener(EVENTS_EVENT, onEvents, { signal });
  channel.port2.addEventListener(HANDOVER_EVENT, onHandover, { signal });

  /** After the main half, which hands its tail over: a document that it did not record yet leaves too. */
  function onLeaving(): void {
    if (!left && session !== null) uplink.send([], true).catch(noteUnsaid);
    left = true;
  }
  function listenForLeaving(): void {
    window.removeEventListener("pagehide", onLeaving);
    window.addEventListener("pagehide", onLeaving, { signal });
  }
  listenForLeaving();

  /** While it lay in the back-forward cache its session may have been paused, ended or followed by another. */
  async function onReturn({ persisted }: PageTransitionEvent): Promise<void> {
    if (!persisted) return;
    left = false;
    // The main half hands over again all that is not acknowledged.
    turn++;
    queue.clear();
    handing = null;
    if (session === null) return join().catch(fail);
    const welcome = await (greeting = hello(session).catch(fail));
    if (!welcome) return;
    if (!welcome.record) stop();
    // It went into the cache paused, and the pause is over.
    else if (held) goOn();
  }
  // Before the main half hands over what it has: nothing overtakes the hello.
  window.addEventListener("pageshow", (event) => void onReturn(event), { signal, capture: true });

  function goOn(): void {
    held = false;
    toPage(policy ? { type: "begin", policy, because: "resume" } : { type: "resume" });
  }

  /** Asked again until there is an answer: the background may die over the question. */
  async function insist<T>(ask: () => Promise<T>, end?: AbortSignal): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (uplink.orphaned || end?.aborted || tries >= RETRY_MS.length) throw error;
        await pause(RETRY_MS[tries]!);
      }
    }
  }

  async function hello(returningTo: string | null): Promise<Welcome> {
    const ask = () => uplink.hello({ ...factsOf(window), consent }, returningTo);
    const welcome = await insist(ask, signal);
    half.welcome = welcome;
    see(welcome);
    return welcome;
  }

  await shown(document);
  const offer = () =>
    window.dispatchEvent(new MessageEvent(PORT_EVENT, { ports: [channel.port2] }));
  window.addEventListener(WANT_EVENT, offer, { signal: taken.signal });
  offer();

  async function onCommand(command: UplinkCommand): Promise<void> {
    see(command);
    held = command.type === "pause";
    if (command.type === "resume") return goOn();
    // What is on its way gets there.
    if (command.type === "stop" && command.drop) queue.clear();
    const handedOver = new Promise<void>((done) => {
      flushed = done;
      setTimeout(done, FLUSH_TIMEOUT_MS);
    });
    toPage(command);
    await handedOver;
    const isWhole = await queue.settled(handing);
    if (command.type !== "stop") return;
    // From here on it is known that nothing is missing, should the background die before it answers.
    if (isWhole) await uplink.send([], true).catch(noteUnsaid);
    life.abort();
    if (!isWhole) throw new Error("Not all could be stored.");
  }
  uplink.onCommand(onCommand, life.signal);

  async function join(): Promise<void> {
    const mine = turn;
    const welcome = await hello(null);
    // It lay in the cache over the question, and has asked again.
    if (mine !== turn) return;
    // Told to stop over the question: what begins now would never hear of an end again.
    if (signal.aborted || !welcome.record) {
      waits = !signal.aborted && "waits" in welcome;
      if (waits) return toPage({ type: "wait" });
      // The early hook undoes itself at once.
      window.dispatchEvent(new CustomEvent(TAKE_EVENT));
      return stop();
    }
    waits = false;
    session = welcome.session;
    // Paused in the meantime: it begins when resumed.
    if (held) policy = welcome.policy;
    else {
      toPage({ type: "begin", policy: welcome.policy, because: welcome.because });
      setTimeout(() => {
        if (!begun) withdraw("failed", "The page keeps Waymark from recording it.");
      }, BEGIN_TIMEOUT_MS);
    }
  }
  await join();
}

const noteUnsaid = (error: unknown) => console.debug(`Waymark: end untold: ${messageOf(error)}`);

/**
 * A prerendered document becomes a recorded one only when it is activated; the port waits as long,
 * since the early hook takes none for longer than a document may lie in wait.
 */
async function shown(document: Document & { prerendering?: boolean }): Promise<void> {
  if (!document.prerendering) return;
  await new Promise<void>((activated) =>
    document.addEventListener("prerenderingchange", () => activated(), { once: true }),
  );
}

function factsOf(window: Window): PageFacts {
  const { document, navigator } = window;
  return {
    url: window.location.href,
    viewport: { width: window.innerWidth, height: window.innerHeight },
    locale: navigator.language,
    userAgent: navigator.userAgent,
    refusal: pageRefusal(document, navigator),
  };
}

/**
 * Reads what `handOver` says of `texts`. A page that took the port can forge it: null of what is none. What is in it is
 * gate 2's to judge.
 */
function readHandover(said: unknown, texts: readonly string[]): Handover | null {
  const [word, ...heads] = String(said).split("\n");
  // Those before them were forged: nobody says whose they are.
  const jsons = texts.slice(-heads.length);
  if (jsons.length < heads.length) return null;
  const batches = heads.map((head, at): Batch => {
    const [seq, count, ...found] = head.split(" ");
    const hits: Batch["hits"] = {};
    for (let k = 0; k < found.length; k += 2) hits[found[k]!] = +found[k + 1]!;
    return { seq: +seq!, count: +count!, json: jsons[at]!, hits };
  });
  // Another number would not be taken, and be sent again for ever.
  if (!batches.every(({ seq }) => Number.isSafeInteger(seq) && seq >= 0)) return null;
  return { batches, leaving: ({ soon: "soon", true: true, false: false } as const)[word!] };
}
