import { answers, clicksOf, groups, isIncrement, type Rules, tell, type Told } from "./raw.ts";

/**
 * Sentiero 1.0.0.alpha2: three clicks within half a second and 10 px of the first; no page, change or input
 * strictly after a click and within half a second, the last click before another page withdrawn; three
 * reversals of more than 100 px within a second.
 */
export const sentiero: Rules = (events) => {
  const clicks = clicksOf(events);
  const bursts = groups(clicks, (group, next) => {
    const [first] = group;
    return (
      first !== undefined &&
      next.at - first.at <= 500 &&
      Math.abs(next.x - first.x) <= 10 &&
      Math.abs(next.y - first.y) <= 10
    );
  }).filter((group) => group.length >= 3);
  const inBurst = new Set(bursts.flat());
  const told: Told[] = bursts.map(([first]) => tell("rage-click", events, first!));
  for (const [i, click] of clicks.entries()) {
    const page = events.find(({ type, timestamp }) => type === 4 && timestamp > click.at);
    const next = clicks[i + 1];
    if (inBurst.has(click) || (page && (!next || next.at > page.timestamp))) continue;
    const isAnswered = answers(
      events,
      click.at + 1,
      click.at + 500,
      (event) => event.type === 4 || isIncrement(event, 0) || isIncrement(event, 5),
    );
    if (!isAnswered) told.push(tell("dead-click", events, click));
  }
  const scroll = thrash(events);
  return scroll === null ? told : [...told, { kind: "scroll-thrash", atMs: scroll }];
};

function thrash(events: Parameters<Rules>[0]): number | null {
  const steps = events.filter((event) => isIncrement(event, 3));
  let reversals = 0;
  let first: number | null = null;
  for (let i = 2; i < steps.length; i++) {
    const [a, b, c] = [steps[i - 2]!, steps[i - 1]!, steps[i]!];
    const one = Number(b.data["y"]) - Number(a.data["y"]);
    const two = Number(c.data["y"]) - Number(b.data["y"]);
    if (one * two >= 0 || Math.min(Math.abs(one), Math.abs(two)) <= 100) continue;
    if (c.timestamp - b.timestamp > 1_000) continue;
    reversals++;
    first ??= b.timestamp - events[0]!.timestamp;
  }
  return reversals >= 3 ? first : null;
}
