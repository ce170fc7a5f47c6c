import { askEvents, EVENTS_LIMIT, MOST_EVENTS } from "../../src/ask/events.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines } from "../asking.ts";
import { command } from "../command.ts";
import { eventTable } from "../event-rows.ts";
import { AROUND_ARGS, aroundOf, FILTER_ARGS, filterOf } from "../filters.ts";
import { wholeNumberOf } from "../numbers.ts";

export const eventsCommand = command({
  name: "events",
  description: "What happened in a session, one event a row, in order of time",
  args: {
    ...ADDRESS_ARGS,
    ...FILTER_ARGS,
    ...AROUND_ARGS,
    limit: { type: "string", default: String(EVENTS_LIMIT), description: "0 for the most" },
    cursor: { type: "string", description: "From the page before" },
    raw: { type: "boolean", description: "With the stored event of each, in --json and --jsonl" },
  },
  examples: [
    "waymark events latest --store http://127.0.0.1:4820",
    "waymark events recording.json --kind click,input --from 01:20 --to 01:45",
    "waymark events latest --selector '#checkout' --include mutation --jsonl",
    "waymark events latest --kind network --url /v1/orders --json",
  ],
  run(args, io) {
    const query = {
      ...filterOf(args),
      ...aroundOf(args),
      limit: wholeNumberOf(args.limit, "--limit", 0, MOST_EVENTS),
      cursor: args.cursor,
      raw: args.raw,
    };
    return asking(args, io, (source, id, options) => askEvents(source, id, query, options));
  },
  lines: ({ events }) => events,
  aside: (answer) => [...moreLines(answer), ...honestLines(answer)],
  human(answer, io) {
    const { events } = answer;
    const shown = events.length === 0 ? "No such events." : eventTable(events, io.terminal);
    return [shown, ...moreLines(answer), ...honestLines(answer)].join("\n");
  },
  exitCode: exitOf,
});

const moreLines = ({ left, nextCursor }: { left: number; nextCursor?: string }): string[] =>
  nextCursor === undefined ? [] : [`${left} more: --cursor ${nextCursor}`];
