import { attribute } from "../../../../src/dom/node.ts";
import { answers, clicksOf, groups, isIncrement, type RawClick, type Rules, tell } from "./raw.ts";

const CHANGES = [0, 7, 8, 9, 13, 14, 15];

/**
 * Sentry's replay: of links, buttons and submits only, a click without a change within 7 s and without a
 * scroll within 300 ms is dead; five such clicks on one node within 7 s are rage. Links with `download`
 * or `target` are exempt.
 */
export const sentry: Rules = (events) => {
  const judged = clicksOf(events).filter(isJudged);
  const end = events.at(-1)!.timestamp;
  const series = groups(judged, (group, next) => {
    const first = group[0]!;
    return next.id === first.id && next.at - first.at <= 7_000;
  });
  return series.flatMap((group) => {
    const first = group[0]!;
    const last = group.at(-1)!;
    // Its timer dies with the page.
    if (
      first.at + 7_000 > end ||
      answers(events, first.at, first.at + 7_000, ({ type }) => type === 4)
    )
      return [];
    const isAnswered = group.some(
      ({ at }) =>
        answers(events, at, at + 7_000, (event) =>
          CHANGES.some((source) => isIncrement(event, source)),
        ) || answers(events, at, at + 300, (event) => isIncrement(event, 3)),
    );
    if (isAnswered) return [];
    const isRage = group.length >= 5 && last.at - first.at <= 7_000;
    return [tell(isRage ? "rage-click" : "dead-click", events, first)];
  });
};

function isJudged({ link, button }: RawClick): boolean {
  if (link) return attribute(link, "download") === null && attribute(link, "target") === null;
  return button !== null;
}
