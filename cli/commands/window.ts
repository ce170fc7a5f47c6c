import { plural } from "../../src/format/count.ts";
import type { Category } from "../../src/analysis/event.ts";
import { askWindow, MOST_IN_WINDOW, WINDOW_LIMIT } from "../../src/ask/window.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines, pointerText } from "../asking.ts";
import { command, UsageError } from "../command.ts";
import { eventTable } from "../event-rows.ts";
import { AROUND_ARGS, aroundOf, FILTER_ARGS, filterOf } from "../filters.ts";
import { wholeNumberOf } from "../numbers.ts";
import { styled } from "../style.ts";
import { table } from "../table.ts";
import { lengthText, momentText, plain } from "../text.ts";

export const windowCommand = command({
  name: "window",
  description:
    "What happened around a moment, or around the first event that matches, by who did it",
  args: {
    ...ADDRESS_ARGS,
    ...AROUND_ARGS,
    ...FILTER_ARGS,
    limit: { type: "string", default: String(WINDOW_LIMIT), description: "0 for the most" },
  },
  examples: [
    "waymark window latest --at 01:23 --before 10s --after 30s",
    "waymark window latest --contains 'Apply coupon' --kind click --after 5s",
    "waymark window recording.json --kind error --before 20s --json",
  ],
  run(args, io) {
    const { kinds, include, contains, selector, url, fromOffsetMs, toOffsetMs, tabId } =
      filterOf(args);
    const match = { kinds, include, contains, selector, url, fromOffsetMs, toOffsetMs };
    const isMatch = Object.values(match).some((value) => value !== undefined);
    const { atMs, beforeMs, afterMs } = aroundOf(args);
    if ((atMs !== undefined) === isMatch) {
      throw new UsageError(
        "Say where: --at TIME, or what to look for (--contains, --selector, --kind, --url), not both.",
      );
    }
    const limit = wholeNumberOf(args.limit, "--limit", 0, MOST_IN_WINDOW);
    const query = { atMs, beforeMs, afterMs, tabId, limit, ...(isMatch && { match }) };
    return asking(args, io, (source, id, options) => askWindow(source, id, query, options));
  },
  human(answer, io) {
    const { atOffsetMs, fromOffsetMs, toOffsetMs, matched, groups, changes, left } = answer;
    const lines = [
      `Around ${momentText(atOffsetMs)}, from ${momentText(fromOffsetMs)} to ${momentText(toOffsetMs)}`,
    ];
    if (matched)
      lines.push(`Matched: ${plain(matched.event.label)} (${pointerText(matched.event)})`);
    const more = matched?.moreAtMs ?? [];
    if (more.length > 0) lines.push(`More like it at ${more.map(momentText).join(", ")}`);
    for (const [category, title] of Object.entries(TITLES) as [Category, string][]) {
      const events = groups[category];
      if (events) lines.push("", styled("bold", title), eventTable(events, io.terminal));
    }
    if (changes.length > 0) {
      const rows = changes.map((burst) => [
        momentText(burst.offsetMs),
        lengthText(burst.toOffsetMs - burst.offsetMs),
        String(burst.changes),
        pointerText(burst),
      ]);
      lines.push("", styled("bold", "Changes of the page, the largest first"));
      lines.push(table(["time", "length", "changes", "pointer"], rows));
    }
    if (left > 0) lines.push("", `${plural(left, "event")} further away left out: --limit.`);
    return [...lines, ...honestLines(answer)].join("\n");
  },
  exitCode: exitOf,
});

const TITLES: Readonly<Record<Category, string>> = {
  user: "The user",
  problem: "Problems",
  network: "Network",
  page: "The page",
  browser: "The browser",
  meta: "The recording",
};
