import { closeSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { type BundleSink, exportBundle } from "../../src/export/bundle.ts";
import { letLeave } from "../../src/export/leave.ts";
import type { LeaveForm } from "../../src/export/manifest.ts";
import { exportRrweb } from "../../src/export/rrweb-json.ts";
import { plural } from "../../src/format/count.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import { BUNDLE_END } from "../../src/store/bundle/layout.ts";
import { openLeaving } from "../address.ts";
import { command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { DRY_RUN_ARG, dryRun, leaveOptions } from "../leaving.ts";
import { STORE_ARGS } from "../open-store.ts";

/** What `--format` says, and how it leaves then. */
const FORMS: Readonly<Record<string, { form: LeaveForm; where: string }>> = {
  rrweb: { form: "rrweb-json", where: "as rrweb JSON" },
  bundle: { form: "bundle", where: "as a bundle" },
};

export const exportCommand = command({
  name: "export",
  description:
    "Write a session as rrweb JSON, or all of it as a bundle, once it is listed and looked through",
  args: {
    session: {
      type: "positional",
      required: true,
      description: "Session id, latest, or a .waymark.zip",
    },
    ...STORE_ARGS,
    ...DRY_RUN_ARG,
    format: {
      type: "string",
      description: `rrweb: events for its players; bundle: all of it as ${BUNDLE_END} (else as --out ends, or rrweb)`,
      valueHint: "FORMAT",
    },
    out: {
      type: "string",
      description:
        "File to write, or - for standard output (else waymark-ID.json or .waymark.zip here)",
      valueHint: "FILE",
    },
  },
  examples: [
    "waymark export latest --store http://127.0.0.1:4820",
    "waymark export latest --store http://127.0.0.1:4820 --format bundle",
    "waymark export latest --store http://127.0.0.1:4820 --dry-run",
    "waymark export latest --store sqlite:waymark-data/waymark.db --out - | jq length",
  ],
  async run(args, io) {
    const json = args["json"] === true;
    if (args.out === "-" && json) {
      throw new UsageError("--json and --out - would both write to standard output.");
    }
    const { form, where } = formOf(args.format, args.out);
    if (form === "bundle" && args.out === "-") {
      throw new UsageError("A bundle is no text: give --out FILE, or nothing.");
    }
    const { library, id } = await openLeaving(args, io);
    try {
      const { store } = library;
      const options = leaveOptions(library, form, where, { json, io });
      if (args["dry-run"]) {
        const manifest = await dryRun(library, id, options);
        return { sessionId: id, dryRun: true, file: null, leftOut: [], manifest };
      }
      return await letLeave(store, id, options, async (cleared, manifest) => {
        const written =
          form === "bundle"
            ? await toFile(args.out ?? `waymark-${id}${BUNDLE_END}`, (sink) =>
                exportBundle(store, cleared, sink, options.onProgress),
              )
            : await writeRrweb(args.out);
        for (const line of written.leftOut) io.err(`Left out. ${line}`);
        return { sessionId: id, ...written, manifest };

        async function writeRrweb(out: string | undefined) {
          const { fileName, json: bytes, events, leftOut } = await exportRrweb(store, cleared);
          const file = out ?? fileName;
          if (file === "-") io.out(new TextDecoder().decode(bytes));
          else writeFileSync(file, bytes);
          return { file, events, bytes: bytes.byteLength, leftOut };
        }
      });
    } finally {
      await library.close();
    }
  },
  human(result) {
    if (result.file === null) return "Nothing was written: --dry-run.";
    if (result.file === "-") return "";
    return `Wrote ${plural(result.events, "event")}, ${plural(result.bytes, "byte")}, to ${result.file}`;
  },
  exitCode: ({ leftOut }) => (leftOut.length > 0 ? EXIT.inPart : EXIT.ok),
});

function formOf(format: string | undefined, out: string | undefined) {
  const name = format ?? (out?.toLowerCase().endsWith(BUNDLE_END) ? "bundle" : "rrweb");
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  if (form) return form;
  throw new UsageError(`--format takes ${Object.keys(FORMS).join(" or ")}, not "${name}".`);
}

/** Into a file of its own beside it, which takes its name when it is whole. */
async function toFile<T extends object>(
  file: string,
  write: (sink: BundleSink) => Promise<T>,
): Promise<T & { file: string }> {
  const draft = `${file}.${process.pid}.part`;
  let handle: number;
  try {
    handle = openSync(draft, "wx", 0o600);
  } catch (cause) {
    throw new WaymarkError("not-found", `"${file}" cannot be written: is its folder there?`, {
      cause,
    });
  }
  try {
    let written: T;
    try {
      written = await write((chunk) => {
        for (let at = 0; at < chunk.length;) at += writeSync(handle, chunk, at);
      });
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
    return { ...written, file };
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
