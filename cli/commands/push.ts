import { plural } from "../../src/format/count.ts";
import { letLeave } from "../../src/export/leave.ts";
import { copySession } from "../../src/sync/copy-session.ts";
import { command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { DRY_RUN_ARG, dryRun, leaveOptions } from "../leaving.ts";
import { openLeaving } from "../address.ts";
import { openNamed, STORE_ARGS } from "../open-store.ts";

export const pushCommand = command({
  name: "push",
  description:
    "Send a session to another store, once it is listed and looked through; again after a failure to go on",
  args: {
    session: {
      type: "positional",
      required: true,
      description: "Session id, latest, or a .waymark.zip",
    },
    ...STORE_ARGS,
    ...DRY_RUN_ARG,
    to: {
      type: "string",
      description: "Where to: the http(s) URL of a server, or sqlite:FILE",
      valueHint: "STORE",
    },
    "to-key-file": {
      type: "string",
      description: "File with the key of --to (else WAYMARK_TO_KEY, else WAYMARK_KEY)",
      valueHint: "FILE",
    },
  },
  examples: [
    "waymark push latest --store sqlite:mine.db --to http://127.0.0.1:4820 --to-key-file ingest.key",
  ],
  async run(args, io) {
    if (!args.to) throw new UsageError("Say where to: --to http://HOST:PORT or --to sqlite:FILE.");
    const { library: from, id } = await openLeaving(args, io);
    try {
      const key = io.env["WAYMARK_TO_KEY"] ?? io.env["WAYMARK_KEY"];
      const env = { ...io.env, WAYMARK_KEY: key };
      const to = openNamed(args.to, "--to", args["to-key-file"], env, true);
      try {
        const { store } = from;
        const json = args["json"] === true;
        const options = leaveOptions(from, "copy", `to ${whereOf(args.to)}`, { json, io });
        if (args["dry-run"]) {
          const manifest = await dryRun(from, id, options);
          return { sessionId: id, dryRun: true, to: to.name, manifest };
        }
        return await letLeave(store, id, options, async (cleared, manifest) => {
          const report = await copySession(store, to, cleared, {
            signal: io.signal,
            onProgress: ({ what }) => io.err(what),
          });
          return { ...report, to: to.name, manifest };
        });
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
  },
  human(result) {
    if (!("segments" in result)) return "Nothing was sent: --dry-run.";
    const { sessionId, segments, to } = result;
    const lines = [
      `Sent ${sessionId} to ${to}: ${plural(segments.sent, "segment")}, ${segments.skipped} were there.`,
    ];
    for (const { tabId, index, why } of segments.damaged) {
      lines.push(`Left out segment ${index} of tab ${tabId}: ${why}`);
    }
    return lines.join("\n");
  },
  exitCode: (result) =>
    "segments" in result && result.segments.damaged.length > 0 ? EXIT.inPart : EXIT.ok,
});

/** For the log: a server's host; of a file only that it is one, its path says who works here. */
const whereOf = (to: string): string =>
  to.startsWith("sqlite:") ? "another file" : new URL(to).host;
