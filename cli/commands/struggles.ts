import { askStruggles, STRUGGLES_LIMIT } from "../../src/ask/struggles.ts";
import type { Severity } from "../../src/analysis/finding.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines, pointerText, readdressed } from "../asking.ts";
import { command } from "../command.ts";
import { wholeNumberOf } from "../numbers.ts";
import { styled } from "../style.ts";
import { momentText, plain } from "../text.ts";

export const strugglesCommand = command({
  name: "struggles",
  description: "Where the user struggled, the worst first, with the events that prove it",
  args: {
    ...ADDRESS_ARGS,
    limit: { type: "string", default: String(STRUGGLES_LIMIT), description: "0 for all" },
  },
  examples: [
    "waymark struggles latest --store http://127.0.0.1:4820",
    "waymark struggles recording.json --limit 3 --json",
  ],
  run(args, io) {
    const limit = wholeNumberOf(args.limit, "--limit", 0, 10_000);
    return asking(args, io, async (source, id, options) => {
      const answer = await askStruggles(source, id, { limit }, options);
      const findings = readdressed(answer.findings, id, args);
      return { ...answer, findings, struggles: readdressed(answer.struggles, id, args) };
    });
  },
  lines: ({ findings }) => findings,
  aside: honestLines,
  human(answer) {
    const { score, scoreParts, findings, left } = answer;
    const lines = [`Friction score ${score} of 100, ${findings.length + left} findings`];
    const parts = scoreParts.map(({ kind, points }) => `${kind} ${points}`);
    if (parts.length > 0) lines.push(`  of ${parts.join(", ")}`);
    for (const finding of findings) {
      const { title, kind, severity, window, why, evidence, nextCommand } = finding;
      lines.push(
        "",
        `${severityText(severity)}  ${styled("bold", plain(title))}`,
        `  ${kind}, ${momentText(window.fromOffsetMs)} to ${momentText(window.toOffsetMs)}, score ${Math.round(finding.score)}`,
        `  ${plain(why)}`,
        `  Evidence: ${evidence.map((each) => `${momentText(each.offsetMs)} (${pointerText(each)})`).join(", ")}`,
        `  Next: ${plain(nextCommand)}`,
      );
    }
    if (left > 0) lines.push("", `${left} more: --limit 0`);
    return [...lines, ...honestLines(answer)].join("\n");
  },
  exitCode: exitOf,
});

const COLOURS = { high: "red", medium: "yellow", low: "cyan" } as const;

const severityText = (severity: Severity): string => styled(COLOURS[severity], severity.padEnd(6));
