import { copySession } from "../../src/sync/copy-session.ts";
import { command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openNamed, openStore, STORE_ARGS } from "../open-store.ts";
import { resolveSession } from "../session-id.ts";

export const pushCommand = command({
  name: "push",
  description: "Send a session to another store; again after a failure to go on",
  args: {
    session: { type: "positional", required: true, description: "Session id, or latest" },
    ...STORE_ARGS,
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
    const from = openStore(args, io.env);
    try {
      const key = io.env["WAYMARK_TO_KEY"] ?? io.env["WAYMARK_KEY"];
      const env = { ...io.env, WAYMARK_KEY: key };
      const to = openNamed(args.to, "--to", args["to-key-file"], env, true);
      try {
        const id = await resolveSession(from, args.session);
        const report = await copySession(from, to, id, {
          signal: io.signal,
          onProgress: ({ what }) => io.err(what),
        });
        return { ...report, to: to.name };
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
  },
  human({ sessionId, segments, to }) {
    const lines = [
      `Sent ${sessionId} to ${to}: ${segments.sent} segments, ${segments.skipped} were there.`,
    ];
    for (const { tabId, index, why } of segments.damaged) {
      lines.push(`Left out segment ${index} of tab ${tabId}: ${why}`);
    }
    return lines.join("\n");
  },
  exitCode: ({ segments }) => (segments.damaged.length > 0 ? EXIT.inPart : EXIT.ok),
});
