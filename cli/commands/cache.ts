import { plural } from "../../src/format/count.ts";
import { statSync } from "node:fs";
import { bytesText } from "../../src/format/size.ts";
import { openSqliteStore } from "../../src/store/node/sqlite-store.ts";
import { readFetched } from "../cache/fetch-session.ts";
import { type CachedFile, cacheFolder, listCached, removeCached } from "../cache/folder.ts";
import { command, UsageError } from "../command.ts";
import { table } from "../table.ts";

const ACTIONS = ["list", "clear"] as const;

export const cacheCommand = command({
  name: "cache",
  description: "List what fetch keeps on this machine, or clear it",
  args: {
    action: { type: "positional", required: true, description: "list or clear" },
    session: { type: "positional", required: false, description: "Only this session id" },
  },
  examples: ["waymark cache list", "waymark cache clear", "waymark cache clear 01k2x3"],
  async run(args, io) {
    const action = ACTIONS.find((each) => each === args.action);
    if (!action) throw new UsageError(`cache takes list or clear, not "${args.action}".`);
    const folder = cacheFolder(io);
    const files = listCached(folder).filter(
      ({ id }) => args.session === undefined || id === args.session,
    );
    if (action === "clear") {
      for (const { file } of files) removeCached(file);
      return { folder, sessions: null, cleared: files.map(({ id }) => id) };
    }
    const sessions = [];
    for (const file of files) sessions.push(await described(file));
    return { folder, sessions, cleared: null };
  },
  human(result) {
    if (result.cleared)
      return `Cleared ${plural(result.cleared.length, "session")} from ${result.folder}`;
    const { folder, sessions } = result;
    if (sessions.length === 0) return `Nothing is cached in ${folder}`;
    const rows = sessions.map((each) => [
      each.id,
      each.state ?? "not readable",
      each.fetchedAt?.slice(0, 16).replace("T", " ") ?? "-",
      bytesText(each.bytes),
      each.server,
      each.title ?? "",
    ]);
    return table(["id", "state", "fetched", "size", "server", "title"], rows);
  },
});

async function described({ id, server, file }: CachedFile) {
  const bytes = statSync(file).size;
  const store = openSqliteStore(file);
  try {
    const session = await store.getSession(id);
    const fetched = await readFetched(store, id);
    return {
      id,
      server,
      bytes,
      state: session?.state ?? null,
      title: session?.title ?? null,
      fetchedAt: fetched ? new Date(fetched.fetchedAt).toISOString() : null,
    };
  } finally {
    await store.close();
  }
}
