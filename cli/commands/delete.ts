import { plural } from "../../src/format/count.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import { bytesText } from "../../src/format/size.ts";
import { noteAct } from "../../src/store/audit-log.ts";
import { erase } from "../../src/worker/erase/erase.ts";
import type {
  ErasurePreview,
  ErasureQuery,
  ErasureResult,
} from "../../src/worker/erase/erasure.ts";
import { previewErasure } from "../../src/worker/erase/preview.ts";
import { erasureText } from "../../src/worker/erase/query.ts";
import { command, type Io, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { type Library, openLibrary, STORE_ARGS } from "../open-store.ts";
import { table } from "../table.ts";
import { momentOf } from "../times.ts";

export const deleteCommand = command({
  name: "delete",
  description: "Delete a session for good by its id in full, or all of a site or a time",
  args: {
    session: { type: "positional", required: false, description: "Session id" },
    ...STORE_ARGS,
    site: {
      type: "string",
      description:
        "All that were ever on this site, in any tab or frame: shop.example, *.example.com",
    },
    from: { type: "string", description: "All from this day or moment on", valueHint: "TIME" },
    to: { type: "string", description: "All up to this day or moment", valueHint: "TIME" },
    "dry-run": { type: "boolean", description: "Only list what would go" },
    yes: { type: "boolean", description: "Do not ask before erasing by site or time" },
  },
  examples: [
    "waymark delete 01k2x3 --store http://127.0.0.1:4820",
    "waymark delete --site shop.example --dry-run --store sqlite:waymark-data/waymark.db",
    "waymark delete --site '*.example.com' --from 2026-11-01 --to 2026-11-28 --yes",
  ],
  async run(args, io) {
    const { session } = args;
    const query = queryOf(args);
    if (session !== undefined && Object.keys(query).length > 0) {
      throw new UsageError("Give a session id, or --site, --from and --to, not both.");
    }
    if (session === undefined && Object.keys(query).length === 0) {
      throw new UsageError("Say what to delete: a session id, --site, --from or --to.");
    }
    const library = openLibrary(args, io.env);
    try {
      if (session === undefined) return await eraseBy(library, query, args, io);
      return await deleteOne(library, session, args["dry-run"] === true);
    } finally {
      await library.close();
    }
  },
  human: (result, io) => ("sessionId" in result ? saidOne(result) : saidAll(result, io)),
  exitCode(result) {
    if ("sessionId" in result) return EXIT.ok;
    const { preview, result: done } = result;
    const whole = preview.recording.length + preview.unsure.length === 0;
    return whole && (done === null || isWhole(done)) ? EXIT.ok : EXIT.inPart;
  },
});

const isWhole = ({ verified, recording, notReached }: ErasureResult) =>
  verified && recording.length === 0 && notReached.length === 0;

interface Times {
  site?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

function queryOf({ site, from, to }: Times): ErasureQuery {
  return {
    ...(site !== undefined && { site }),
    ...(from !== undefined && { from: momentOf(from, "--from") }),
    ...(to !== undefined && { to: momentOf(to, "--to") }),
  };
}

async function deleteOne({ store, docs }: Library, sessionId: string, dryRun: boolean) {
  const known = (await store.getSession(sessionId)) !== null;
  if (dryRun) return { sessionId, deleted: false, dryRun, known };
  await store.deleteSession(sessionId);
  const detail = known ? "Deleted for good." : "A tombstone was put where no session was.";
  if (docs) await noteAct(docs, { at: Date.now(), act: "delete", sessionId, detail });
  return { sessionId, deleted: known };
}

function saidOne(result: Awaited<ReturnType<typeof deleteOne>>): string {
  const { sessionId, deleted } = result;
  if ("dryRun" in result) {
    return result.known ? `Would delete ${sessionId}.` : `There is no ${sessionId}.`;
  }
  return deleted
    ? `Deleted ${sessionId}. A tombstone keeps late uploads of it out.`
    : `There was no ${sessionId}; a tombstone now keeps it out.`;
}

/** Lists what would go, asks unless told not to, erases, and reads it back. */
async function eraseBy(
  library: Library,
  query: ErasureQuery,
  args: { "dry-run"?: boolean | undefined; yes?: boolean | undefined; json?: unknown },
  io: Io,
) {
  const { store, docs } = library;
  const sure = args.yes === true || args["dry-run"] === true;
  if (!sure && (args.json === true || !io.ask)) {
    throw new UsageError("Nobody is here to ask: look with --dry-run, then give --yes.");
  }
  const stores = { library: store, rewind: null };
  const preview = await previewErasure(stores, query, { signal: io.signal });
  if (args["dry-run"]) return { preview, result: null };
  if (preview.items.length > 0 && args.yes !== true) {
    io.err(listText(preview));
    const answer = await io.ask?.(
      `Erase ${plural(preview.items.length, "session")} for good? Type yes: `,
    );
    if (answer?.trim().toLowerCase() !== "yes") {
      throw new WaymarkError("cancelled", "Nothing was erased.");
    }
  }
  if (preview.items.length === 0) return { preview, result: null };
  const result = await erase(preview, {
    stores,
    docs,
    now: Date.now,
    signal: io.signal,
    onProgress({ done, what }) {
      if (done < 1) io.err(what);
    },
  });
  return { preview, result };
}

function saidAll({ preview, result }: Awaited<ReturnType<typeof eraseBy>>, io: Io): string {
  if (!result) {
    const none = preview.items.length === 0 ? "Nothing to erase" : "Nothing was erased";
    return [listText(preview, io), `${none}: ${erasureText(preview.query)}.`].join("\n").trim();
  }
  const lines = [
    `Erased ${plural(result.erased.length, "session")}, ${bytesText(result.bytes)}: ${erasureText(preview.query)}.`,
    result.verified
      ? "Read back: nothing of them is left. Tombstones keep late uploads out."
      : "Read back: not all of it is gone.",
  ];
  for (const { id, what } of result.left) lines.push(`Still there of ${id}: ${what.join(", ")}`);
  if (result.notReached.length > 0) lines.push(`Stopped before ${result.notReached.join(", ")}`);
  return [...lines, ...leftLines(preview)].join("\n");
}

function listText(preview: ErasurePreview, io?: Io): string {
  const rows = preview.items.map(({ id, site, startedAt, bytes, title }) => [
    id,
    startedAt === null ? "-" : new Date(startedAt).toISOString().slice(0, 16).replace("T", " "),
    bytesText(bytes),
    site,
    io?.terminal ? title.slice(0, 40) : title,
  ]);
  const list = rows.length > 0 ? [table(["id", "started", "size", "site", "title"], rows)] : [];
  return [...list, ...leftLines(preview)].join("\n");
}

/** What stays although it was asked for. */
function leftLines({ recording, unsure }: ErasurePreview): string[] {
  return [
    ...recording.map(({ id }) => `${id} is still being recorded: stop it first, then erase again.`),
    ...unsure.map(({ id, why }) => `${id} was left: ${why}`),
  ];
}
