import { plural } from "../../src/format/count.ts";
import { acceptSegment, acceptSession } from "../../src/privacy/accept.ts";
import { noteAct } from "../../src/store/audit-log.ts";
import { decodeUtf8, gunzip } from "../../src/store/bytes.ts";
import { readRecordingFile } from "../address.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import { command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openLibrary, STORE_ARGS } from "../open-store.ts";
import { plain } from "../text.ts";

export const importCommand = command({
  name: "import",
  description:
    "Put a file of rrweb events into a store, as one session; refused where it holds a secret",
  args: {
    file: {
      type: "positional",
      required: true,
      description: "JSON array of rrweb events, or an export",
    },
    ...STORE_ARGS,
    title: { type: "string", description: "Else the file's name" },
  },
  examples: [
    "waymark import recording.json --store sqlite:mine.db",
    "waymark import recording.json --store http://127.0.0.1:4820 --title 'Checkout fails'",
  ],
  async run(args, io) {
    const recording = await readRecordingFile(args.file);
    const title = args.title ?? recording.session.title;
    // All of it passes the door before any of it is stored.
    const session = acceptSession({ ...recording.session, title });
    const segments = [];
    for (const segment of recording.segments) {
      const json = decodeUtf8(await gunzip(segment.gzip, segment.bytes));
      segments.push(acceptSegment(segment, json));
    }
    const { store, docs, close } = openLibrary(args, io.env, true);
    try {
      if (await store.getSession(session.id)) {
        throw new WaymarkError(
          "conflict",
          `There is a session "${session.id}" already: delete it first, or rename the file.`,
        );
      }
      await store.putSession(session);
      for (const segment of segments) await store.putSegment(segment);
      if (docs) {
        const detail = `Imported from a file: ${plural(segments.length, "segment")}.`;
        await noteAct(docs, { at: Date.now(), act: "import", sessionId: session.id, detail });
      }
      const { id, counts, tabs } = session;
      const { dropped } = recording;
      return {
        sessionId: id,
        tabs: tabs.length,
        segments: segments.length,
        events: counts.events,
        dropped,
        store: store.name,
      };
    } finally {
      await close();
    }
  },
  human: ({ sessionId, tabs, segments, events, dropped, store }) =>
    [
      `Imported ${sessionId} into ${plain(store)}: ${plural(tabs, "tab")}, ${plural(events, "event")} in ${plural(segments, "segment")}.`,
      ...(dropped > 0
        ? [`Left out: ${plural(dropped, "entry that is no event", "entries that are no events")}.`]
        : []),
    ].join("\n"),
  exitCode: ({ dropped }) => (dropped > 0 ? EXIT.inPart : EXIT.ok),
});
