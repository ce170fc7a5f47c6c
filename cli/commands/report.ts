import { writeFileSync } from "node:fs";
import { askNarrative, type NarrativeAnswer } from "../../src/ask/narrative.ts";
import {
  askReport,
  REPORT_LIMIT,
  type ReportAnswer,
  reportMarkdown,
} from "../../src/ask/report.ts";
import { ADDRESS_ARGS, type AddressArgs } from "../address.ts";
import { asking, exitOf, readdressed } from "../asking.ts";
import { command, type Io, UsageError } from "../command.ts";
import { LLM_ARGS, type LlmPlan, llmPlanOf } from "../llm/options.ts";
import { type ModelReading, readByModel, readingMarkdown } from "../llm/read-by-model.ts";
import { wholeNumberOf } from "../numbers.ts";
import { openLog } from "../open-store.ts";

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
    ...LLM_ARGS,
  },
  examples: [
    "waymark report latest --store http://127.0.0.1:4820",
    "waymark report recording.json --limit 3 --out report.md",
    "waymark report latest --llm --llm-dry-run",
    "waymark report latest --llm --confirm-external-llm-export --llm-provider openai",
  ],
  async run(args, io) {
    if (args.out !== undefined && args["json"] === true) {
      throw new UsageError("--out writes Markdown: leave it out with --json.");
    }
    const limit = wholeNumberOf(args.limit, "--limit", 0, 50);
    const plan = llmPlanOf(args, io.env);
    const { report, narrative } = await asking(args, io, async (source, id, options) => {
      const answer = await askReport(source, id, { limit }, options);
      return {
        report: { ...answer, findings: readdressed(answer.findings, id, args) },
        narrative: plan && (await askNarrative(source, id, { limit: 0 }, options)),
      };
    });
    const model = plan && narrative && (await read(plan, narrative, report, args, io));
    const result = { ...report, ...(model && { model }) };
    if (args.out === undefined) return result;
    writeFileSync(args.out, markdownOf(result), { mode: 0o600 });
    return { ...result, file: args.out };
  },
  human: (result) => ("file" in result ? `Wrote ${result.file}` : markdownOf(result).trimEnd()),
  exitCode: exitOf,
});

const markdownOf = (result: ReportAnswer & { model?: ModelReading }): string =>
  reportMarkdown(result) + (result.model ? readingMarkdown(result.model) : "");

async function read(
  plan: LlmPlan,
  narrative: NarrativeAnswer,
  { sessionId, session: { site } }: ReportAnswer,
  args: AddressArgs,
  io: Io,
): Promise<ModelReading> {
  const docs = openLog(args, io.env);
  try {
    return await readByModel(plan, narrative, { sessionId, site }, docs, io);
  } finally {
    await docs?.close();
  }
}
