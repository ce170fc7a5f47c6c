import { plural } from "../../src/format/count.ts";
import { writeFileSync } from "node:fs";
import { letLeave } from "../../src/export/leave.ts";
import { exportRrweb } from "../../src/export/rrweb-json.ts";
import { command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { DRY_RUN_ARG, dryRun, leaveOptions } from "../leaving.ts";
import { openLibrary, STORE_ARGS } from "../open-store.ts";
import { resolveSession } from "../session-id.ts";

export const exportCommand = command({
  name: "export",
  description: "Write a session as rrweb JSON, once it is listed and looked through",
  args: {
    session: { type: "positional", required: true, description: "Session id, or latest" },
    ...STORE_ARGS,
    ...DRY_RUN_ARG,
    out: {
      type: "string",
      description: "File to write, or - for standard output (else waymark-ID.json here)",
      valueHint: "FILE",
    },
  },
  examples: [
    "waymark export latest --store http://127.0.0.1:4820",
    "waymark export latest --store http://127.0.0.1:4820 --dry-run",
    "waymark export latest --store sqlite:waymark-data/waymark.db --out - | jq length",
  ],
  async run(args, io) {
    const json = args["json"] === true;
    if (args.out === "-" && json) {
      throw new UsageError("--json and --out - would both write to standard output.");
    }
    const library = openLibrary(args, io.env);
    try {
      const { store } = library;
      const id = await resolveSession(store, args.session);
      const options = leaveOptions(library, "rrweb-json", "as rrweb JSON", { json, io });
      if (args["dry-run"]) {
        const manifest = await dryRun(library, id, options);
        return { sessionId: id, dryRun: true, file: null, leftOut: [], manifest };
      }
      return await letLeave(store, id, options, async (cleared, manifest) => {
        const { fileName, json: bytes, events, leftOut } = await exportRrweb(store, cleared);
        const file = args.out ?? fileName;
        if (file === "-") io.out(new TextDecoder().decode(bytes));
        else writeFileSync(file, bytes);
        for (const line of leftOut) io.err(`Left out. ${line}`);
        return { sessionId: id, file, events, bytes: bytes.byteLength, leftOut, manifest };
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
