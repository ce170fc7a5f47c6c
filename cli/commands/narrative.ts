import {
  askNarrative,
  MOST_NARRATED,
  NARRATIVE_LIMIT,
  narrativeCsv,
  narrativeMarkdown,
} from "../../src/ask/narrative.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines, pointerText } from "../asking.ts";
import { command, UsageError } from "../command.ts";
import { AROUND_ARGS, aroundOf } from "../filters.ts";
import { wholeNumberOf } from "../numbers.ts";
import { offsetOf } from "../offsets.ts";
import { table } from "../table.ts";
import { momentText } from "../text.ts";

const FORMATS = ["text", "markdown", "csv"] as const;

export const narrativeCommand = command({
  name: "narrative",
  description: "What happened, told in plain sentences; also as Markdown or CSV",
  args: {
    ...ADDRESS_ARGS,
    ...AROUND_ARGS,
    from: { type: "string", description: "From this time on: 83000ms, 83s, 01:23, 1:02:03" },
    to: { type: "string", description: "Up to this time" },
    tab: { type: "string", description: "Only this tab" },
    format: { type: "string", default: "text", description: FORMATS.join(", ") },
    limit: {
      type: "string",
      default: String(NARRATIVE_LIMIT),
      description: "Events that are told; 0 for the most",
    },
    cursor: { type: "string", description: "From the page before" },
  },
  examples: [
    "waymark narrative latest --store http://127.0.0.1:4820",
    "waymark narrative recording.json --format markdown > story.md",
    "waymark narrative recording.json --from 01:00 --to 02:00 --format csv",
  ],
  async run(args, io) {
    const format = FORMATS.find((each) => each === args.format);
    if (!format)
      throw new UsageError(`--format takes ${FORMATS.join(", ")}, not "${args.format}".`);
    const query = {
      ...aroundOf(args),
      fromOffsetMs: offsetOf(args.from, "--from"),
      toOffsetMs: offsetOf(args.to, "--to"),
      tabId: args.tab,
      limit: wholeNumberOf(args.limit, "--limit", 0, MOST_NARRATED),
      cursor: args.cursor,
    };
    const answer = await asking(args, io, (source, id, options) =>
      askNarrative(source, id, query, options),
    );
    // Of a file only its lines may stand on standard output.
    if (format !== "text" && args["json"] !== true) for (const line of aside(answer)) io.err(line);
    return { ...answer, format };
  },
  lines: ({ entries }) => entries,
  aside: (answer) => aside(answer),
  human(answer) {
    const { format, entries } = answer;
    if (format === "markdown") return narrativeMarkdown(answer).trimEnd();
    if (format === "csv") return narrativeCsv(answer).trimEnd().replaceAll("\r\n", "\n");
    const rows = entries.map((entry) => [
      momentText(entry.offsetMs),
      entry.text,
      pointerText(entry),
    ]);
    const shown = rows.length > 0 ? table(["time", "what", "pointer"], rows) : "Nothing happened.";
    return [shown, ...aside(answer)].join("\n");
  },
  exitCode: exitOf,
});

const aside = (answer: Awaited<ReturnType<typeof askNarrative>>): string[] => [
  ...(answer.nextCursor === undefined
    ? []
    : [`${answer.left} more: --cursor ${answer.nextCursor}`]),
  ...honestLines(answer),
];
