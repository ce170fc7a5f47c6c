import { writeFileSync } from "node:fs";
import { exportRrweb } from "../../src/export/rrweb-json.ts";
import { command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openStore, STORE_ARGS } from "../open-store.ts";
import { resolveSession } from "../session-id.ts";

export const exportCommand = command({
  name: "export",
  description: "Write a session as rrweb JSON",
  args: {
    session: { type: "positional", required: true, description: "Session id, or latest" },
    ...STORE_ARGS,
    out: {
      type: "string",
      description: "File to write, or - for standard output (else waymark-ID.json here)",
      valueHint: "FILE",
    },
  },
  examples: [
    "waymark export latest --store http://127.0.0.1:4820",
    "waymark export latest --store sqlite:waymark-data/waymark.db --out - | jq length",
  ],
  async run(args, io) {
    if (args.out === "-" && args["json"]) {
      throw new UsageError("--json and --out - would both write to standard output.");
    }
    const store = openStore(args, io.env);
    try {
      const id = await resolveSession(store, args.session);
      const { fileName, json, events, leftOut } = await exportRrweb(store, id);
      const file = args.out ?? fileName;
      if (file === "-") io.out(new TextDecoder().decode(json));
      else writeFileSync(file, json);
      for (const line of leftOut) io.err(`Left out. ${line}`);
      return { sessionId: id, file, events, bytes: json.byteLength, leftOut };
    } finally {
      await store.close();
    }
  },
  human: ({ file, events, bytes }) =>
    file === "-" ? "" : `Wrote ${events} events, ${bytes} bytes, to ${file}`,
  exitCode: ({ leftOut }) => (leftOut.length > 0 ? EXIT.inPart : EXIT.ok),
});
