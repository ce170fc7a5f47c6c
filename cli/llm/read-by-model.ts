import { randomBytes } from "node:crypto";
import type { NarrativeAnswer } from "../../src/ask/narrative.ts";
import { leaksIn, letTextLeave } from "../../src/export/leave-text.ts";
import type { SessionId } from "../../src/format/ids.ts";
import { markdownText } from "../../src/analysis/written.ts";
import { leakRefusal } from "../../src/privacy/cleared.ts";
import type { DocStore } from "../../src/store/doc-store.ts";
import type { Io } from "../command.ts";
import type { LlmPlan } from "./options.ts";
import { inert, inventedPointers, promptOf, SYSTEM } from "./prompt.ts";
import { askModel } from "./send.ts";
import { storyOf } from "./story.ts";

/** What was sent to a model, and what it made of it; `text` is null where nothing was sent. */
export interface ModelReading {
  /** Exactly what was sent, or would be; the key is a header and not in it. */
  request: { url: string; body: object };
  redacted: Readonly<Record<string, number>>;
  /** Events that had no room. */
  left: number;
  /** Markdown, made inert. */
  text: string | null;
  /** It ended at its limit. */
  isCut: boolean;
  /** Cited, but not in what was sent: claims that rest on nothing. */
  invented: string[];
}

interface About {
  sessionId: SessionId;
  site: string;
}

/** Shows what leaves on standard error, lets it leave by the one way out, and has the answer checked. */
export async function readByModel(
  { key, ...endpoint }: LlmPlan,
  narrative: NarrativeAnswer,
  about: About,
  docs: DocStore | null,
  io: Io,
): Promise<ModelReading> {
  const { provider, url, model } = endpoint;
  const story = storyOf(narrative);
  const user = promptOf(story, randomBytes(8).toString("hex"));
  const request = { url: url.href, body: provider.body({ model, system: SYSTEM, user }) };
  const { redacted, left } = story;
  const reading = { request, redacted, left, text: null, isCut: false, invented: [] };
  const show = (head: string) => io.err(requestText(head, request, user));
  if (key === null) {
    show("Would be sent");
    const leaks = leaksIn(user);
    if (leaks[0]) throw leakRefusal(leaks[0], leaks.length);
    return reading;
  }
  const leaving = {
    ...about,
    text: user,
    what: `its narrative to ${url.host} for the language model ${model}`,
    ask() {
      show("Leaves now");
      return true;
    },
    docs,
    now: Date.now,
  };
  const { text, isCut } = await letTextLeave(leaving, (cleared) =>
    askModel(endpoint, SYSTEM, cleared, { key, signal: io.signal }),
  );
  return { ...reading, text: inert(text), isCut, invented: inventedPointers(text, story.pointers) };
}

/** The request in full: both texts as they are, and all else that the body says. */
function requestText(head: string, { url, body }: ModelReading["request"], user: string): string {
  const rest = Object.entries(body).filter(([name]) => name !== "system" && name !== "messages");
  const about = rest.map(([name, value]) => `${name} ${value}`).join(", ");
  const texts = ["----- system", SYSTEM, "----- user", user, "-----"];
  return [`${head}, to ${url}, with ${about} and the key as a header:`, ...texts].join("\n");
}

/** What a model made of it, as the last part of a report. */
export function readingMarkdown({ request, text, left, isCut, invented }: ModelReading): string {
  if (text === null) return "";
  const model = String((request.body as { model?: unknown }).model);
  const notes = [
    ...(left > 0 ? [`It was not told of ${left} events, for want of room.`] : []),
    ...(isCut ? ["It came to its limit and broke off."] : []),
    ...(invented.length > 0
      ? [`It cites what it was not told of: ${invented.map(markdownText).join(", ")}.`]
      : []),
  ];
  return [
    `\n## Written by ${markdownText(model)}`,
    "",
    "A language model wrote this from the narrative. Check each claim at its pointer.",
    ...notes.flatMap((note) => ["", note]),
    "",
    text,
    "",
  ].join("\n");
}
