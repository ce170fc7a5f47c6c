import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FINDING_KINDS } from "../../../src/analysis/finding.ts";
import * as cursor from "../../../src/analysis/friction/evidence/cursor-watch.ts";
import { ERROR_WITHIN_MS } from "../../../src/analysis/friction/evidence/error-clicks.ts";
import * as refill from "../../../src/analysis/friction/evidence/field-watch.ts";
import { ENTER_MS, MIN_FIELDS } from "../../../src/analysis/friction/evidence/form-watch.ts";
import * as limits from "../../../src/analysis/friction/evidence/limits.ts";
import * as mutations from "../../../src/analysis/friction/evidence/mutation-watch.ts";
import {
  STARTED_BY_ACT_MS,
  STARTED_BY_LOAD_MS,
} from "../../../src/analysis/friction/evidence/requests.ts";
import * as scroll from "../../../src/analysis/friction/evidence/scroll-watch.ts";
import { POOR } from "../../../src/analysis/friction/poor-vital.ts";
import * as back from "../../../src/analysis/friction/quick-back.ts";
import * as rage from "../../../src/analysis/friction/rage-click.ts";
import * as repeated from "../../../src/analysis/friction/repeated-click.ts";
import * as churn from "../../../src/analysis/friction/route-churn.ts";
import { POINTS } from "../../../src/analysis/friction/score.ts";
import { LOSES_ATTENTION_MS, SLOW_CLICK_MS } from "../../../src/analysis/friction/slow-click.ts";
import { SLOW_MS } from "../../../src/analysis/friction/slow-request.ts";

const ms = (value: number) => (value < 1_000 ? `${value} ms` : `${value / 1_000} s`);
const px = (value: number) => `${value} px`;
const plain = (value: number) => value.toLocaleString("en");

/** What the code says, by the section and the first cell of the row that must say the same. */
const THRESHOLDS: Record<string, Record<string, string>> = {
  "What is an answer": {
    "answer window": ms(limits.ANSWER_WINDOW_MS),
    "at once": ms(limits.AT_ONCE_MS),
    "scroll, focus, selection": ms(limits.REFLEX_MS),
    "window loses focus": ms(limits.LEAVE_MS),
    "window before a click without a press": ms(limits.BEFORE_CLICK_MS),
    "late page load": ms(limits.SLOW_LOAD_MS),
    "clicks of one run": `${ms(limits.RUN_GAP_MS)} apart or less`,
  },
  "rage-click": { clicks: plain(rage.MIN_CLICKS), "keeps up": ms(rage.KEEPS_UP_MS) },
  "error-click": { "late errors": ms(ERROR_WITHIN_MS) },
  "slow-click": { slow: ms(SLOW_CLICK_MS), "high from": ms(LOSES_ATTENTION_MS) },
  "repeated-click": { tries: plain(repeated.MIN_TRIES), pause: ms(repeated.MAX_PAUSE_MS) },
  "failed-request": {
    "started by an act": ms(STARTED_BY_ACT_MS),
    "started by a load": ms(STARTED_BY_LOAD_MS),
  },
  "slow-request": { slow: ms(SLOW_MS) },
  "idle-after-action": { wait: ms(LOSES_ATTENTION_MS) },
  "refilled-input": { fills: plain(refill.MIN_FILLS), fields: plain(refill.MIN_FIELDS) },
  "form-abandon": { fields: plain(MIN_FIELDS), "Enter key": ms(ENTER_MS) },
  "quick-back": { stay: ms(back.QUICK_BACK_MS), "least look": ms(back.MIN_LOOK_MS) },
  "route-churn": {
    changes: plain(churn.MIN_CHANGES),
    returns: plain(churn.MIN_RETURNS),
    within: ms(churn.WITHIN_MS),
  },
  "scroll-thrash": {
    turns: plain(scroll.MIN_TURNS),
    way: px(scroll.MIN_SWING_PX),
    pause: ms(scroll.MAX_TURN_MS),
  },
  "cursor-thrash": {
    turns: plain(cursor.MIN_TURNS),
    way: px(cursor.MIN_SWING_PX),
    within: ms(cursor.WITHIN_MS),
  },
  "poor-vital": Object.fromEntries(
    Object.entries(POOR).map(([name, limit]) => [name, limit < 1 ? String(limit) : ms(limit)]),
  ),
  "mutation-burst": {
    "in one second": plain(mutations.FLOOD_NODES),
    "each second": plain(mutations.MANY_NODES),
    seconds: plain(mutations.MANY_SECONDS),
    "after a load": ms(mutations.AFTER_LOAD_MS),
  },
};

const sections = new Map(
  readFileSync("docs/friction.md", "utf8")
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n", 1)[0] ?? "", section]),
);

/** The rows of those tables of a section whose head begins with this cell. */
function rowsOf(section: string, head: string): Record<string, string> {
  const rows: Record<string, string> = {};
  let inTable = false;
  for (const line of (sections.get(section) ?? "").split("\n")) {
    if (!line.startsWith("|")) inTable = false;
    const [first = "", second = ""] = line
      .slice(1)
      .split("|")
      .map((cell) => cell.trim());
    if (first === head) inTable = true;
    else if (inTable && line.startsWith("|") && !first.startsWith("--")) rows[first] = second;
  }
  return rows;
}

describe("docs/friction.md", () => {
  it("has a section for every kind", () => {
    expect(FINDING_KINDS.filter((kind) => !sections.has(kind))).toEqual([]);
  });

  it.each([...sections.keys()])("says of its thresholds what the code says: %s", (section) => {
    expect(rowsOf(section, "threshold")).toEqual(THRESHOLDS[section] ?? {});
  });

  it("says of each kind how many points it gives", () => {
    const most = rowsOf("Findings, struggles, score", "kind");
    expect(most).toEqual(
      Object.fromEntries(
        Object.entries(POINTS).map(([kind, points]) => [kind, String(points.most)]),
      ),
    );
    const text = sections.get("Findings, struggles, score") ?? "";
    const rows = text.replace(/[ ]+/g, " ");
    for (const [kind, { most: points, full }] of Object.entries(POINTS))
      expect(rows).toContain(`| ${kind} | ${points} | ${full} |`);
  });
});
