import type { RecordedEvent } from "../../../../src/format/events.ts";
import { judge, type Labelled } from "../corpus.ts";
import { mixpanel } from "./mixpanel.ts";
import { posthog } from "./posthog.ts";
import type { Rules } from "./raw.ts";
import { sentiero } from "./sentiero.ts";
import { sentry } from "./sentry.ts";
import { waymark } from "./waymark.ts";

const SYSTEMS: readonly [string, Rules, readonly string[]][] = [
  [
    "Waymark",
    waymark,
    ["rage-click", "dead-click", "error-click", "form-abandon", "quick-back", "scroll-thrash"],
  ],
  ["Sentiero", sentiero, ["rage-click", "dead-click", "scroll-thrash"]],
  ["PostHog", posthog, ["rage-click", "dead-click"]],
  ["Sentry", sentry, ["rage-click", "dead-click"]],
  ["Mixpanel", mixpanel, ["rage-click", "dead-click"]],
];

export interface Rates {
  system: string;
  kind: string;
  expected: number;
  found: number;
  wrong: number;
}

/** How each system's rules do on the labelled recordings, kind by kind. */
export function ratesOf(corpus: readonly Labelled[]): Rates[] {
  return SYSTEMS.flatMap(([system, rules, kinds]) => {
    const told = corpus.map((label) => rules(label.events as RecordedEvent[]));
    return kinds.map((kind) => {
      const rates = { system, kind, expected: 0, found: 0, wrong: 0 };
      for (const [i, label] of corpus.entries()) {
        const { missed, wrong } = judge(label, told[i] ?? [], [kind]);
        const expected = label.expected.filter((entry) => entry.kind === kind).length;
        rates.expected += expected;
        rates.found += expected - missed.length;
        rates.wrong += wrong.length;
      }
      return rates;
    });
  });
}

/** The table of docs/friction.md: `precision / recall`, a dash where a system has no such rule. */
export function tableOf(rates: readonly Rates[]): string[][] {
  const systems = [...new Set(rates.map(({ system }) => system))];
  const kinds = [...new Set(rates.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const own = rates.filter((one) => one.kind === kind);
    const cells = systems.map((system) => cell(own.find((one) => one.system === system)));
    return [kind, String(own[0]?.expected ?? 0), ...cells];
  });
  return [["kind", "labelled", ...systems], ...rows];
}

function cell(rates: Rates | undefined): string {
  if (!rates) return "–";
  const { expected, found, wrong } = rates;
  const precision = found + wrong === 0 ? "–" : (found / (found + wrong)).toFixed(2);
  return `${precision} / ${(found / expected).toFixed(2)}`;
}
