import { plural } from "../../src/format/count.ts";
import { checkBundle } from "../../src/export/importers/import-bundle.ts";
import { passRecording } from "../../src/export/importers/import-recording.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import type { SessionId } from "../../src/format/ids.ts";
import type { Session } from "../../src/format/session.ts";
import { sanitizeSession } from "../../src/privacy/gate2/sessions.ts";
import { isDropRule, isMarkRule, maskedWords } from "../../src/privacy/rule-words.ts";
import { noteAct } from "../../src/store/audit-log.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { copyWithin, PARTLY_SENT } from "../../src/sync/copy-session.ts";
import { openRecordingFile } from "../address.ts";
import { command, type Io, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { type Library, openLibrary, STORE_ARGS } from "../open-store.ts";
import { plain } from "../text.ts";

/** Segments between two lines of progress. */
const EVERY = 20;

interface Imported {
  sessionId: SessionId;
  tabs: number;
  segments: number;
  events: number;
  /** Entries, segments and files that were left out, and the places of the first of them. */
  dropped: number;
  leftOut: string[];
  /** What gate 2 masked or took out, by rule; nothing of a bundle, which holds what has passed it. */
  masked: Record<string, number>;
}

export const importCommand = command({
  name: "import",
  description:
    "Put a bundle, or a recording of rrweb, Sentiero, PostHog or Sentry, into a store; masked first, refused where a secret is left",
  args: {
    file: {
      type: "positional",
      required: true,
      description: "A .waymark.zip, or events as JSON, JSON by lines, gzip or zlib of it",
    },
    ...STORE_ARGS,
    title: { type: "string", description: "Else the file's name; a bundle has its own" },
  },
  examples: [
    "waymark import session.waymark.zip --store sqlite:mine.db",
    "waymark import recording.json --store sqlite:mine.db",
    "waymark import recording.json --store http://127.0.0.1:4820 --title 'Checkout fails'",
  ],
  async run(args, io) {
    const opened = await openRecordingFile(args.file);
    if ("bundle" in opened) {
      const { bundle } = opened;
      try {
        if (args.title !== undefined) {
          throw new UsageError("A bundle has a title: import it without --title.");
        }
        const check = await checkBundle(bundle, progressTo(io));
        return await into(args, io, async (library) => {
          await storeBundle(check, library);
          const { sound: _, leftOut, ...told } = check;
          return { ...told, dropped: leftOut.length, leftOut, masked: {} };
        });
      } finally {
        await bundle.close();
      }
    }
    const { recording, leftOut, dropped } = opened;
    const title = args.title ?? recording.session.title;
    // All of it passes before any of it is stored.
    const { session, segments, hits } = await passRecording({
      ...recording,
      session: { ...recording.session, title },
    });
    return into(args, io, async ({ store, docs }) => {
      assertNew(await store.getSession(session.id), session.id);
      const unfinished = { state: "interrupted", endReason: PARTLY_SENT } as const;
      await store.putSession(sanitizeSession({ ...session, ...unfinished }));
      for (const segment of segments) await store.putSegment(segment);
      // Last of all: until then the record says that a part is missing.
      await store.putSession(session);
      await noteImport(
        docs,
        session.id,
        `Imported from a file: ${plural(segments.length, "segment")}.`,
      );
      return {
        sessionId: session.id,
        tabs: session.tabs.length,
        segments: segments.length,
        events: session.counts.events,
        dropped,
        leftOut,
        masked: hits,
      };
    });
  },
  human: ({ sessionId, tabs, segments, events, dropped, leftOut, masked, store }) =>
    [
      `Imported ${sessionId} into ${plain(store)}: ${plural(tabs, "tab")}, ${plural(events, "event")} in ${plural(segments, "segment")}.`,
      ...maskedLines(masked),
      ...(dropped > 0
        ? [`Left out: ${plural(dropped, "entry that is no event", "entries that are no events")}.`]
        : []),
      ...leftOut.map((line) => `  ${plain(line)}`),
    ].join("\n"),
  exitCode: ({ dropped }) => (dropped > 0 ? EXIT.inPart : EXIT.ok),
});

async function into(
  args: { store?: string | undefined; "key-file"?: string | undefined },
  io: Io,
  work: (library: Library) => Promise<Imported>,
): Promise<Imported & { store: string }> {
  const library = openLibrary(args, io.env, true);
  try {
    return { ...(await work(library)), store: library.store.name };
  } finally {
    await library.close();
  }
}

async function storeBundle(
  { sound, sessionId, segments }: { sound: SessionStore; sessionId: SessionId; segments: number },
  { store, docs }: Library,
): Promise<void> {
  assertNew(await store.getSession(sessionId), sessionId);
  await copyWithin(sound, store, sessionId);
  await noteImport(docs, sessionId, `Imported from a bundle: ${plural(segments, "segment")}.`);
}

/** An import that stopped half way goes on. */
function assertNew(there: Session | null, id: SessionId): void {
  if (!there || there.endReason === PARTLY_SENT) return;
  throw new WaymarkError(
    "conflict",
    `There is a session "${id}" already: delete it first, or rename the file.`,
  );
}

async function noteImport(
  docs: Library["docs"],
  sessionId: SessionId,
  detail: string,
): Promise<void> {
  if (docs) await noteAct(docs, { at: Date.now(), act: "import", sessionId, detail });
}

/** What was masked, and what went, in one line each. */
function maskedLines(masked: Readonly<Record<string, number>>): string[] {
  const told = Object.entries(masked).filter(([rule]) => !isMarkRule(rule));
  const lineOf = (head: string, entries: typeof told) =>
    entries.length === 0
      ? []
      : [`${head}: ${entries.map(([rule, count]) => maskedWords(rule, count)).join(", ")}.`];
  return [
    ...lineOf(
      "Masked",
      told.filter(([rule]) => !isDropRule(rule)),
    ),
    ...lineOf(
      "Taken out",
      told.filter(([rule]) => isDropRule(rule)),
    ),
  ];
}

function progressTo(io: Io): (done: number, what: string) => void {
  let told = 0;
  return (done, what) => {
    if (done < 1 && told++ % EVERY === EVERY - 1) io.err(what);
  };
}
