import { answers, clicksOf, groups, isIncrement, type Rules, tell, type Told } from "./raw.ts";

const STEPPING = /^(?:next|previous|prev|\+|-|−|<|>|›|‹|→|←)$/i;

/**
 * PostHog: three clicks, each less than a second and 30 px (Manhattan) from the one before, not on what
 * says "next", "previous", "+" or "-"; no mutation within 2.5 s, no scroll or selection within 100 ms,
 * not on links and not again on the same node within a second.
 */
export const posthog: Rules = (events) => {
  const clicks = clicksOf(events);
  const told: Told[] = groups(clicks, (group, next) => {
    const last = group.at(-1)!;
    return next.at - last.at < 1_000 && Math.abs(next.x - last.x) + Math.abs(next.y - last.y) < 30;
  })
    .filter((group) => group.length >= 3 && !STEPPING.test(group[0]!.label.trim()))
    .map(([first]) => tell("rage-click", events, first!));
  const end = events.at(-1)!.timestamp;
  for (const [i, click] of clicks.entries()) {
    const before = clicks[i - 1];
    if (click.link || (before?.id === click.id && click.at - before.at < 1_000)) continue;
    if (click.at + 2_500 > end) continue;
    const isAnswered =
      answers(
        events,
        click.at,
        click.at + 2_500,
        (event) => event.type === 4 || isIncrement(event, 0),
      ) ||
      answers(
        events,
        click.at,
        click.at + 100,
        (event) => isIncrement(event, 3) || isIncrement(event, 14),
      );
    if (!isAnswered) told.push(tell("dead-click", events, click));
  }
  return told;
};
