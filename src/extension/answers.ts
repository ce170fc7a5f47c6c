import { browser, type Browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { LONGEST_CHARTER } from "../format/session.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import type { Welcome } from "../record/uplink.ts";
import { frameOfProducer } from "./frame-book.ts";
import { injectWatch } from "./injection.ts";
import type { Answer, Command } from "./messages.ts";
import type { PageAnswer, PageMessage } from "./page-messages.ts";
import { recorderState } from "./recorder-state.ts";
import type { Retention } from "./retention.ts";
import type { RetentionAnswer, RetentionQuestion } from "./retention-messages.ts";
import { STOPPED } from "./session-end.ts";
import { speakerOf } from "./speakers.ts";
import type { Recording, Recordings } from "./recordings.ts";
import { type Background, holderOf } from "./wake.ts";

/** What the recorder in a page says: it is there, what happened, or that it may not record. */
export async function fromPage(
  background: Background,
  message: PageMessage,
  sender: Browser.runtime.MessageSender,
): Promise<PageAnswer> {
  const { recordings, rewind } = background;
  const all = [recordings.recordings, rewind.rewinds.recordings].flatMap(Object.values<Recording>);
  const speaker = speakerOf(sender, message.document, all);
  const { tabId, producer } = speaker;
  if (tabId === undefined) return { ok: false, sentence: "Only documents in tabs are recorded." };
  const held = holderOf(background, tabId);
  const { documentId } = sender as { documentId?: string };
  const frame = held && frameOfProducer(held.recording, producer);
  const { frameId = frame?.frameId } = speaker;
  if (frameId === undefined) return { ok: false, sentence: "This document is gone." };
  if (frameId !== 0 && message.type !== "batches") {
    if (!held) return { ok: true, welcome: { record: false } };
    const { frames } = held.recorder;
    if (message.type === "refused") {
      await frames.refused(held.recording, producer, refusalSentence(String(message.sentence)));
      return { ok: true };
    }
    const document = { frameId, ...(documentId && { documentId }) };
    const welcome = await frames.hello(held.recording, document, producer, message.page);
    if (welcome.record || welcome.waits) letWatch(tabId, frameId, documentId);
    return { ok: true, welcome };
  }
  if (frameId !== 0 && !frame) {
    return { ok: false, sentence: "This frame is not being recorded." };
  }
  const waits = tabId in background.rewind.rewinds.waits;
  const recorder = held?.recorder ?? (waits ? background.rewind : background).recorder;
  switch (message.type) {
    case "hello": {
      const welcome = await hello(background, tabId, producer, message);
      if (welcome.record || welcome.waits) letWatch(tabId, frameId, documentId);
      return { ok: true, welcome };
    }
    case "batches":
      // What an early script saw of a page that rewind does not keep, before that was told so.
      if (
        recorder === background.rewind.recorder &&
        held?.recording.producer !== producer &&
        !(await background.rewind.mayKeep(sender.url ?? ""))
      ) {
        return { ok: true };
      }
      await recorder.batches(tabId, producer, message.batches, message.leaving, sender.url);
      return { ok: true };
    case "refused":
      // Both may come from the page itself.
      await recorder.refused(
        tabId,
        producer,
        String(message.code),
        refusalSentence(String(message.sentence)),
      );
      return { ok: true };
  }
}

/** Not waited for: the document is recorded without it as well. */
function letWatch(tabId: number, frameId: number, documentId: string | undefined): void {
  injectWatch(tabId, frameId, documentId).catch((error: unknown) =>
    console.debug("Waymark: a page is gone, or shows no indicator:", messageOf(error)),
  );
}

/** A recording comes first; what nobody records may be a page that rewind keeps. */
async function hello(
  { recorder, recordings, rewind }: Background,
  tabId: number,
  producer: string,
  { page, returningTo }: Extract<PageMessage, { type: "hello" }>,
): Promise<Welcome> {
  const welcome = await recorder.hello(tabId, producer, page, returningTo);
  if (welcome.record || welcome.waits || recordings.byTab(tabId)) return welcome;
  return rewind.hello(tabId, producer, page, returningTo);
}

/** Commands of the popup; each is answered with how the tab stands then. */
export async function fromPopup(background: Background, command: Command): Promise<Answer> {
  const { recorder, recordings, rewind, countdown, marks, siteQuestion } = background;
  const { tabId } = command;
  try {
    switch (command.type) {
      case "get-state":
        break;
      case "intend-start":
        recordings.intents[tabId] = Date.now();
        noteCharter(recordings, tabId, command.charter);
        await recordings.save();
        break;
      case "cancel-start":
        recordings.takeIntent(tabId, Date.now());
        delete recordings.charters[tabId];
        await recordings.save();
        break;
      case "start":
        delete recordings.intents[tabId];
        noteCharter(recordings, tabId, command.charter);
        await countdown.start(tabId);
        break;
      case "accept-ask":
        await siteQuestion.accept(tabId);
        break;
      case "decline-ask":
        await siteQuestion.decline(tabId);
        break;
      case "pause":
        await recorder.pause(tabId);
        break;
      case "resume":
        await recorder.resume(tabId);
        break;
      case "stop":
        if (!(await countdown.cancel(tabId))) await recorder.stop(tabId, STOPPED);
        break;
      case "mark":
        await marks.add(tabId, command.mark, command.at);
        break;
      case "edit-mark":
        await marks.edit(tabId, command.markId, command.mark);
        break;
      case "save-rewind":
        await rewind.save(tabId);
        break;
    }
  } catch (error) {
    return { ok: false, sentence: messageOf(error) };
  }
  return { ok: true, state: await recorderState(tabId, background) };
}

function noteCharter(recordings: Recordings, tabId: number, charter = ""): void {
  const words = charter.trim().slice(0, LONGEST_CHARTER);
  if (words === "") delete recordings.charters[tabId];
  else recordings.charters[tabId] = words;
}

export function isCommand(message: unknown): message is Command {
  const { type, tabId } = (message ?? {}) as Partial<Command>;
  return typeof type === "string" && Number.isInteger(tabId);
}

/** Commands come from our own pages only, never from a content script in a page. */
export function isOwnPage(sender: Browser.runtime.MessageSender): boolean {
  return sender.url?.startsWith(browser.runtime.getURL("/")) ?? false;
}

/** Questions of the options page about what limits would remove. */
export async function fromOptions(
  retention: Retention,
  question: RetentionQuestion,
): Promise<RetentionAnswer> {
  const preview =
    question.ask === "preview"
      ? await retention.preview(question.limits)
      : await retention.enforce();
  return { ok: true, preview };
}
