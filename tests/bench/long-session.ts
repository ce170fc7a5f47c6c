import type { RecordedEvent } from "../../src/format/events.ts";
import { makeRandom } from "./random.ts";

/**
 * A made-up but legal recording of one document that is never loaded anew, which is the worst that a
 * replay can meet: a table of about 5,000 nodes whose rows come and go, with texts and classes that
 * change, pointer paths, clicks, typing and scrolling. About 460 bytes an event, 9 ms apart (400,000
 * are an hour). The same for the same seed; node count stays within a tenth.
 *
 * Rows are added flat, each node by itself, as rrweb records them: its replay ignores the children
 * of an added node.
 */
export function* makeLongSession(count: number, seed = 1): Generator<RecordedEvent> {
  const { random, pick, upTo, words } = makeRandom(seed, WORDS);
  let timestamp = LONG_SESSION_START;
  let nextId = 20;
  const rows: Row[] = [];

  const newRow = (): Row => ({
    id: nextId++,
    cells: Array.from({ length: CELLS }, () => ({ id: nextId++, textId: nextId++ })),
  });
  const rowAttributes = (id: number) => ({ class: `row ${pick(CLASSES)}`, "data-row": `r${id}` });
  const cellAttributes = () => ({ class: `cell ${pick(CLASSES)} ${pick(CLASSES)}` });
  const live = () => pick(rows);
  const change = (data: Record<string, unknown>): RecordedEvent => ({ type: 3, data, timestamp });
  const mutation = (parts: Record<string, unknown>) =>
    change({ source: 0, texts: [], attributes: [], removes: [], adds: [], ...parts });

  function replaceRow(): RecordedEvent {
    const goes = rows.length > ROWS * 0.9 && random() < 0.5 + (rows.length - ROWS) / ROWS;
    const comes = !goes || random() < 0.6;
    const removes = goes
      ? rows.splice(upTo(rows.length), 1).map(({ id }) => ({ parentId: TBODY, id }))
      : [];
    if (!comes) return mutation({ removes });
    const row = newRow();
    const at = upTo(rows.length + 1);
    const nextRowId = rows[at]?.id ?? null;
    rows.splice(at, 0, row);
    const node = (id: number, tagName: string, attributes: Record<string, string>) => ({
      type: 2,
      tagName,
      attributes,
      childNodes: [],
      id,
    });
    const adds: unknown[] = [
      { parentId: TBODY, nextId: nextRowId, node: node(row.id, "tr", rowAttributes(row.id)) },
    ];
    for (const { id, textId } of row.cells) {
      adds.push({ parentId: row.id, nextId: null, node: node(id, "td", cellAttributes()) });
      const text = { type: 3, textContent: words(1 + upTo(3)), id: textId };
      adds.push({ parentId: id, nextId: null, node: text });
    }
    return mutation({ removes, adds });
  }

  /** A press and its click come as the recorder sends them: one event each. */
  const pending: RecordedEvent[] = [];
  function click(): RecordedEvent {
    const at = { id: pick(live().cells).id, x: upTo(WIDTH), y: upTo(HEIGHT), pointerType: 0 };
    pending.push(change({ source: 2, type: 0, ...at }), change({ source: 2, type: 2, ...at }));
    return change({ source: 2, type: 1, ...at });
  }

  const kinds: readonly (readonly [share: number, make: () => RecordedEvent])[] = [
    [0.18, replaceRow],
    [
      0.27,
      () =>
        mutation({
          attributes: Array.from({ length: 1 + upTo(6) }, () => ({
            id: random() < 0.5 ? live().id : pick(live().cells).id,
            attributes: { class: `row ${pick(CLASSES)} is-${pick(WORDS)}` },
          })),
        }),
    ],
    [
      0.14,
      () =>
        mutation({
          texts: Array.from({ length: 1 + upTo(3) }, () => ({
            id: pick(live().cells).textId,
            value: words(1 + upTo(4)),
          })),
        }),
    ],
    [
      0.27,
      () => {
        const points = 4 + upTo(10);
        const [x, y] = [upTo(WIDTH - 60), upTo(HEIGHT - 60)];
        const { id } = pick(live().cells);
        const positions = Array.from({ length: points }, (_, i) => ({
          x: x + i * 3,
          y: y + i,
          id,
          timeOffset: (i + 1 - points) * 45,
        }));
        return change({ source: 1, positions });
      },
    ],
    [0.03, click],
    [0.06, () => change({ source: 3, id: DOCUMENT, x: 0, y: upTo(8_000) })],
    [0.05, () => change({ source: 5, text: words(1), isChecked: false, id: FIELD })],
  ];

  const tree = () => {
    rows.push(...Array.from({ length: ROWS }, newRow));
    return pageOf(
      rows.map((row) =>
        element(
          row.id,
          "tr",
          rowAttributes(row.id),
          row.cells.map(({ id, textId }) =>
            element(id, "td", cellAttributes(), [text(textId, words(1 + upTo(3)))]),
          ),
        ),
      ),
    );
  };

  for (let made = 0; made < count; made++) {
    if (made === 0) {
      const data = { href: "https://shop.example/stock", width: WIDTH, height: HEIGHT };
      yield { type: 4, data, timestamp };
    } else if (made === 1) {
      const data = { node: tree(), initialOffset: { left: 0, top: 0 } };
      yield { type: 2, data, timestamp };
    } else {
      const next = pending.shift();
      if (next) yield { ...next, timestamp };
      else {
        let left = random();
        yield (kinds.find(([share]) => (left -= share) < 0) ?? kinds[0]!)[1]();
      }
    }
    timestamp += 1 + upTo(17);
  }
}

export const LONG_SESSION_START = 1_760_000_000_000;

const [DOCUMENT, TBODY, FIELD] = [1, 11, 9];
const [WIDTH, HEIGHT] = [1280, 800];
const ROWS = 450;
const CELLS = 5;
const CLASSES = "plain price badge grid__cell text-sm css-1q2w3e css-9x8y7z media__body".split(" ");
const WORDS =
  "coffee grinder ceramic filter paper blue large sold out in stock delivery tomorrow basket total coupon applied rating stars review shipping free returns warranty steel kettle".split(
    " ",
  );
const STYLE =
  "body{font:14px sans-serif;margin:0} header{position:sticky;top:0;background:#eee;padding:8px} table{border-collapse:collapse} td{border:1px solid #ccc;padding:2px 8px} .badge{color:#b4500f} .price{font-weight:bold} .is-sold{opacity:.5}";

interface Row {
  id: number;
  cells: { id: number; textId: number }[];
}

const text = (id: number, textContent: string) => ({ type: 3, textContent, id });
const element = (
  id: number,
  tagName: string,
  attributes: Record<string, string>,
  childNodes: unknown[],
) => ({ type: 2, tagName, attributes, childNodes, id });

function pageOf(rows: unknown[]): unknown {
  const field = element(FIELD, "input", { type: "text", name: "q" }, []);
  return {
    type: 0,
    id: DOCUMENT,
    childNodes: [
      { type: 1, name: "html", publicId: "", systemId: "", id: 2 },
      element(3, "html", { lang: "en" }, [
        element(4, "head", {}, [
          element(5, "style", {}, [{ type: 3, textContent: STYLE, isStyle: true, id: 6 }]),
        ]),
        element(7, "body", {}, [
          element(8, "header", {}, [field]),
          element(10, "table", { id: "stock" }, [element(TBODY, "tbody", {}, rows)]),
        ]),
      ]),
    ],
  };
}
