import type { RecordedEvent } from "../../src/format/events.ts";
import { makeRandom } from "./random.ts";

/**
 * A made-up but lifelike session of a web shop, the same for the same seed: snapshots, list
 * re-renders, attribute flips, typing, pointer paths, scrolls. About 410 bytes an event and
 * 7:1 under gzip in batches of 50; recordings of real sites were measured at 460 bytes and 8.7:1.
 */
export function* makeEvents(count: number, seed = 1): Generator<RecordedEvent> {
  const { random, pick, upTo, words: text } = makeRandom(seed, WORDS);
  let timestamp = 1_760_000_000_000;
  let nextId = 400;
  let events = 0;

  const element = (depth: number): Record<string, unknown> => ({
    type: 2,
    tagName: pick(TAGS),
    attributes: { class: `${pick(CLASSES)} ${pick(CLASSES)}`, "data-testid": `item-${upTo(30)}` },
    childNodes:
      depth === 0
        ? [{ type: 3, textContent: text(1 + upTo(6)), id: nextId++ }]
        : Array.from({ length: 1 + upTo(2) }, () => element(depth - 1)),
    id: nextId++,
  });
  const incremental = (data: Record<string, unknown>): RecordedEvent => ({
    type: 3,
    data,
    timestamp,
  });
  const mutation = (parts: Record<string, unknown>) =>
    incremental({ source: 0, texts: [], attributes: [], removes: [], adds: [], ...parts });

  const kinds: readonly (readonly [share: number, make: () => RecordedEvent])[] = [
    [
      0.14,
      () =>
        mutation({
          removes: [{ parentId: upTo(400), id: upTo(nextId) }],
          adds: Array.from({ length: 1 + upTo(3) }, () => ({
            parentId: pick(LISTS),
            nextId: null,
            node: element(1),
          })),
        }),
    ],
    [
      0.28,
      () =>
        mutation({
          attributes: Array.from({ length: 1 + upTo(5) }, () => ({
            id: upTo(400),
            attributes: { class: `${pick(CLASSES)} ${pick(CLASSES)} is-${pick(WORDS)}` },
          })),
        }),
    ],
    [0.14, () => mutation({ texts: [{ id: upTo(nextId), value: text(1 + upTo(4)) }] })],
    [
      0.26,
      () => {
        const positions = Array.from({ length: 4 + upTo(12) }, (_, i, x = upTo(1_200)) => ({
          x: x + i * 3,
          y: 300 + i,
          id: 57,
          timeOffset: -i * 50,
        }));
        return incremental({ source: 1, positions });
      },
    ],
    [
      0.09,
      () =>
        incremental({
          source: 2,
          type: upTo(7),
          id: upTo(nextId),
          x: upTo(1_200),
          y: upTo(800),
          pointerType: 0,
        }),
    ],
    [0.05, () => incremental({ source: 3, id: 1, x: 0, y: upTo(9_000) })],
    [0.04, () => incremental({ source: 5, text: "********", isChecked: false, id: upTo(nextId) })],
  ];

  while (events < count) {
    // A new page every few thousand events.
    if (events % 4_000 === 0) {
      const childNodes = Array.from({ length: 120 }, () => element(2));
      yield {
        type: 4,
        data: { href: "https://shop.example/list", width: 1280, height: 720 },
        timestamp,
      };
      yield {
        type: 2,
        data: { node: { type: 0, childNodes, id: 1 }, initialOffset: { left: 0, top: 0 } },
        timestamp: timestamp + 3,
      };
      events += 2;
      timestamp += 10;
    }
    let left = random();
    const kind = kinds.find(([share]) => (left -= share) < 0) ?? kinds[0];
    if (kind) yield kind[1]();
    events++;
    timestamp += upTo(40);
  }
}

/** Batches of 50 events, as JSON, the way the recorder sends them: about 20 KB each. */
export function makeBatches(
  count: number,
  seed = 1,
): { json: string; firstEventAt: number; lastEventAt: number; eventCount: number }[] {
  const size = 50;
  const events = [...makeEvents(count * size, seed)];
  return Array.from({ length: count }, (_, i) => {
    const part = events.slice(i * size, (i + 1) * size);
    return {
      json: JSON.stringify(part),
      firstEventAt: part[0]?.timestamp ?? 0,
      lastEventAt: part.at(-1)?.timestamp ?? 0,
      eventCount: part.length,
    };
  });
}

const LISTS = [12, 57, 130];
const TAGS = ["div", "span", "li", "a", "button", "p", "section", "article"];
const CLASSES =
  "card card__title price badge grid__cell flex items-center text-sm css-1q2w3e css-9x8y7z btn btn-primary list-item media__body".split(
    " ",
  );
const WORDS =
  "coffee grinder ceramic filter paper blue large sold out in stock delivery tomorrow basket total coupon applied rating stars review shipping free returns warranty steel kettle".split(
    " ",
  );
