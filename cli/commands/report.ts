import { writeFileSync } from "node:fs";
import { askReport, REPORT_LIMIT, reportMarkdown } from "../../src/ask/report.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, readdressed } from "../asking.ts";
import { command, UsageError } from "../command.ts";
import { wholeNumberOf } from "../numbers.ts";

export const reportCommand = command({
  name: "report",
  description: "A friction report in Markdown, ready to be pasted into an issue; JSON with --json",
  args: {
    ...ADDRESS_ARGS,
    limit: {
      type: "string",
      default: String(REPORT_LIMIT),
      description: "Findings; 0 for the most",
    },
    out: { type: "string", description: "File to write (else standard output)", valueHint: "FILE" },
  },
  examples: [
    "waymark report latest --store http://127.0.0.1:4820",
    "waymark report recording.json --limit 3 --out report.md",
  ],
  async run(args, io) {
    if (args.out !== undefined && args["json"] === true) {
      throw new UsageError("--out writes Markdown: leave it out with --json.");
    }
    const limit = wholeNumberOf(args.limit, "--limit", 0, 50);
    const report = await asking(args, io, async (source, id, options) => {
      const answer = await askReport(source, id, { limit }, options);
      return { ...answer, findings: readdressed(answer.findings, id, args) };
    });
    if (args.out === undefined) return report;
    writeFileSync(args.out, reportMarkdown(report), { mode: 0o600 });
    return { ...report, file: args.out };
  },
  human: (report) => ("file" in report ? `Wrote ${report.file}` : reportMarkdown(report).trimEnd()),
  exitCode: exitOf,
});
