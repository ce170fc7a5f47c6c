import { askSearch, MOST_HITS, SEARCH_LIMIT } from "../../src/ask/search.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines, pointerText } from "../asking.ts";
import { command } from "../command.ts";
import { wholeNumberOf } from "../numbers.ts";
import { offsetOf } from "../offsets.ts";
import { styled } from "../style.ts";
import { cut, table } from "../table.ts";
import { momentText } from "../text.ts";

export const searchCommand = command({
  name: "search",
  description: "Find events by words, and tell when a text stood on the page",
  args: {
    ...ADDRESS_ARGS,
    words: {
      type: "positional",
      required: true,
      description: "What to look for; small slips are forgiven",
    },
    from: { type: "string", description: "From this time on: 83000ms, 83s, 01:23, 1:02:03" },
    to: { type: "string", description: "Up to this time" },
    tab: { type: "string", description: "Only this tab" },
    limit: { type: "string", default: String(SEARCH_LIMIT), description: "0 for the most" },
  },
  examples: [
    "waymark search latest 'apply coupon' --store http://127.0.0.1:4820",
    "waymark search recording.json 'Payment failed' --json",
  ],
  run(args, io) {
    const query = {
      text: args.words,
      fromOffsetMs: offsetOf(args.from, "--from"),
      toOffsetMs: offsetOf(args.to, "--to"),
      tabId: args.tab,
      limit: wholeNumberOf(args.limit, "--limit", 0, MOST_HITS),
    };
    return asking(args, io, (source, id, options) => askSearch(source, id, query, options));
  },
  lines: ({ hits, visible }) => [...hits, ...visible],
  aside: honestLines,
  human(answer, io) {
    const { hits, left, visible } = answer;
    const width = io.terminal ? 70 : Infinity;
    const lines = [];
    if (hits.length === 0) lines.push("No event says so.");
    else {
      const rows = hits.map(({ event, field, excerpt, score }) => [
        momentText(event.offsetMs),
        event.kind,
        score.toFixed(2),
        cut(event.label, width),
        field === "label" ? "" : `${field}: ${cut(excerpt, width)}`,
        pointerText(event),
      ]);
      lines.push(table(["time", "kind", "score", "what", "found in", "pointer"], rows));
    }
    if (left > 0) lines.push(`${left} more: --limit`);
    if (visible.length > 0) {
      const rows = visible.map((span) => [
        momentText(span.offsetMs),
        span.toOffsetMs === null ? "the end" : momentText(span.toOffsetMs),
        cut(span.text, width),
        cut(span.selector ?? "", width),
        pointerText(span),
      ]);
      lines.push("", styled("bold", "On the page"));
      lines.push(table(["from", "to", "text", "selector", "pointer"], rows));
    } else lines.push("", "Never on the page as it stands there.");
    return [...lines, ...honestLines(answer)].join("\n");
  },
  exitCode: exitOf,
});
