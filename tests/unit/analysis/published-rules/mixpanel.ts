import { answers, clicksOf, groups, isIncrement, type Rules, tell, type Told } from "./raw.ts";

const CHANGES = [0, 3, 5, 14];

/**
 * Mixpanel: four clicks, each less than a second and 30 px from the one before; nothing from 100 ms before
 * the click to 500 ms after it, of mutations, inputs, scrolls, selections and new pages, on what is no mere text.
 */
export const mixpanel: Rules = (events) => {
  const clicks = clicksOf(events);
  const told: Told[] = groups(clicks, (group, next) => {
    const last = group.at(-1)!;
    return next.at - last.at < 1_000 && Math.hypot(next.x - last.x, next.y - last.y) < 30;
  })
    .filter((group) => group.length >= 4)
    .map(([first]) => tell("rage-click", events, first!));
  const end = events.at(-1)!.timestamp;
  for (const click of clicks) {
    if (!click.isInteractive || click.at + 500 > end) continue;
    const isAnswered = answers(
      events,
      click.at - 100,
      click.at + 500,
      (event) => event.type === 4 || CHANGES.some((source) => isIncrement(event, source)),
    );
    if (!isAnswered) told.push(tell("dead-click", events, click));
  }
  return told;
};
