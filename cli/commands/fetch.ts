import { plural } from "../../src/format/count.ts";
import { ADDRESS_ARGS, openStoreOf } from "../address.ts";
import { command, UsageError } from "../command.ts";
import { cacheFolder } from "../cache/folder.ts";
import { fetchSession } from "../cache/fetch-session.ts";
import { EXIT } from "../exit-codes.ts";
import { plain } from "../text.ts";

/** Segments between two lines of progress. */
const EVERY = 20;

export const fetchCommand = command({
  name: "fetch",
  description:
    "Copy a server's session into this user's private cache, so that questions need no network",
  args: {
    ...ADDRESS_ARGS,
    force: { type: "boolean", description: "Anew, whatever is in the cache" },
  },
  examples: [
    "waymark fetch latest --store http://127.0.0.1:4820",
    "waymark fetch 01k2x3 --store http://127.0.0.1:4820 --force",
    "waymark fetch latest --store http://127.0.0.1:4820 --no-cache   # only see whether all can be read",
  ],
  async run(args, io) {
    const { store, id } = await openStoreOf(args, io);
    let told = 0;
    try {
      if (!/^https?:/.test(store.name)) {
        throw new UsageError("Only a server's sessions are fetched: this store is here already.");
      }
      return await fetchSession(store, id, {
        folder: cacheFolder(io),
        force: args.force === true,
        keep: args.cache !== false,
        now: Date.now,
        signal: io.signal,
        onProgress(what) {
          if (++told % EVERY === 0) io.err(what);
        },
      });
    } finally {
      await store.close();
    }
  },
  human({ sessionId, state, segments, batches, marks, file, leftOut }) {
    const parts = [`${plural(segments.fetched, "segment")} fetched, ${segments.kept} were there`];
    if (batches > 0) parts.push(`${batches} batches that are not sealed yet`);
    if (marks > 0) parts.push(`${marks} marks`);
    const lines = [`${sessionId} (${state}): ${parts.join(", ")}.`];
    lines.push(file === null ? "Nothing was kept." : `Kept in ${file}`);
    return [...lines, ...leftOut.map((line) => `Not readable: ${plain(line)}`)].join("\n");
  },
  exitCode: ({ leftOut }) => (leftOut.length > 0 ? EXIT.inPart : EXIT.ok),
});
