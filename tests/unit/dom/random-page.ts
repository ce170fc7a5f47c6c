import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import { T0 } from "./page.ts";

/** A source of numbers from 0 up to (not including) `below`. */
export type Random = (below: number) => number;

interface Known {
  id: number;
  tag: string;
  parent: Known | null;
  kids: Known[];
  inShadow: boolean;
  rootId: number | null;
}

/** mulberry32: the same numbers for the same seed everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const TAGS = [
  "div",
  "p",
  "ul",
  "input",
  "textarea",
  "select",
  "iframe",
  "video",
  "x-card",
  "style",
];
const PROPERTIES = ["color", "margin", "margin-left", "top", "--gap"];
const VALUES = ["red", "1px", "2px", "0", "auto"];

/**
 * A legal rrweb recording of a page that does everything at random: a few hundred events with
 * frames, shadow roots, sheets, controls, media, scrolling, pointer and a navigation now and then.
 */
export function randomRecording(random: Random, count: number): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let now = T0;
  let nextId = 1;
  let nextStyle = 1;
  let all: Known[] = [];
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const some = (wanted: (node: Known) => boolean): Known | undefined => {
    const fit = all.filter(wanted);
    return fit.length > 0 ? pick(fit) : undefined;
  };
  const isElement = ({ tag }: Known) => tag !== "#text" && tag !== "#document";
  const say = (type: number, data: Record<string, unknown>) => {
    now += random(3);
    events.push({ type, data, timestamp: now });
  };
  const change = (source: number, data: Record<string, unknown>) => say(3, { source, ...data });
  const mutate = (parts: Record<string, unknown>) =>
    change(0, { texts: [], attributes: [], removes: [], adds: [], ...parts });

  function known(tag: string, parent: Known | null, at: number, inShadow = false): Known {
    const rootId =
      parent?.tag === "#document" ? parent.parent && parent.id : (parent?.rootId ?? null);
    const node: Known = { id: nextId++, tag, parent, kids: [], inShadow, rootId };
    parent?.kids.splice(at, 0, node);
    all.push(node);
    return node;
  }

  function written({ id, tag, rootId, inShadow }: Known): SerializedNode {
    const place = { id, ...(rootId !== null && { rootId }), ...(inShadow && { isShadow: true }) };
    if (tag === "#text") return { type: 3, textContent: `text ${random(50)}`, ...place };
    if (tag === "#document") return { type: 0, id, childNodes: [] };
    const attributes: Record<string, string | number | boolean> = {};
    if (random(3) === 0) attributes["class"] = `c${random(9)}`;
    if (random(4) === 0) attributes["style"] = `margin: ${random(9)}px; color: blue`;
    if (tag === "input")
      Object.assign(attributes, { type: pick(["text", "checkbox"]), value: "v" });
    if (tag === "textarea") attributes["value"] = `default ${random(9)}`;
    if (tag === "style") attributes["_cssText"] = `p { top: ${random(9)}px }`;
    if (tag === "video")
      Object.assign(attributes, {
        rr_mediaState: pick(["played", "paused"]),
        rr_mediaCurrentTime: random(60),
      });
    return { type: 2, tagName: tag, attributes, childNodes: [], ...place };
  }

  function load(): void {
    all = [];
    say(4, { href: `http://shop.test/${random(9)}`, width: 800 + random(9), height: 600 });
    const page = known("#document", null, 0);
    const html = known("html", page, 0);
    const head = known("head", html, 0);
    const body = known("body", html, 1);
    const tree = written(page);
    const written2 = (node: Known): SerializedNode => ({ ...written(node), attributes: {} });
    tree.childNodes = [{ ...written2(html), childNodes: [written2(head), written2(body)] }];
    say(2, { node: tree, initialOffset: { left: 0, top: random(90) } });
  }

  /** Where a child list may be changed: not in what holds no elements. */
  const isParent = (node: Known) =>
    isElement(node) &&
    !["input", "textarea", "video", "iframe", "style", "head", "html"].includes(node.tag);

  function add(): void {
    const parent = some(isParent);
    if (!parent) return;
    const adds: Record<string, unknown>[] = [];
    const inShadow = parent.tag === "x-card" && random(2) === 0;
    const isList = parent.tag === "select";
    for (let i = random(3); i >= 0; i--) {
      const tag = isList ? "option" : random(3) === 0 ? "#text" : pick(TAGS);
      const mine = parent.kids.filter((kid) => kid.inShadow === inShadow);
      const next = mine.length > 0 && random(2) === 0 ? pick(mine) : null;
      const at = next ? parent.kids.indexOf(next) : parent.kids.length;
      const node = known(tag, parent, at, inShadow);
      adds.push({ parentId: parent.id, nextId: next?.id ?? null, node: written(node) });
    }
    mutate({ adds });
  }

  function forget(node: Known): void {
    for (const kid of node.kids) forget(kid);
    all.splice(all.indexOf(node), 1);
  }

  function remove(): void {
    const node = some((each) => each.parent !== null && isParent(each.parent));
    if (!node?.parent) return;
    node.parent.kids.splice(node.parent.kids.indexOf(node), 1);
    forget(node);
    mutate({
      removes: [
        { parentId: node.parent.id, id: node.id, ...(node.inShadow && { isShadow: true }) },
      ],
    });
  }

  function attach(): void {
    const frame = some(({ tag }) => tag === "iframe");
    if (!frame) return;
    for (const old of frame.kids) forget(old);
    frame.kids = [];
    const page = known("#document", frame, 0);
    const html = known("html", page, 0);
    const body = known("body", html, 0);
    const node = written(page);
    node.childNodes = [{ ...written(html), childNodes: [written(body)] }];
    mutate({ isAttachIframe: true, adds: [{ parentId: frame.id, nextId: null, node }] });
  }

  function styleText(): void {
    const style = some(({ tag }) => tag === "style");
    if (!style) return;
    const text = style.kids[0];
    if (text) return mutate({ texts: [{ id: text.id, value: `p { top: ${random(99)}px }` }] });
    const added = known("#text", style, 0);
    mutate({ adds: [{ parentId: style.id, nextId: null, node: written(added) }] });
  }

  function sheetOfNode(): void {
    const style = some(({ tag }) => tag === "style");
    if (!style) return;
    if (random(3) === 0) {
      const set = { property: pick(PROPERTIES), value: pick(VALUES) };
      return change(13, { id: style.id, index: [0], set });
    }
    const adds = [{ rule: `.c${random(9)} { left: ${random(99)}px }`, index: 0 }];
    change(8, { id: style.id, ...(random(3) === 0 ? { removes: [{ index: 0 }] } : { adds }) });
  }

  function adopt(): void {
    const host = some(({ tag, kids }) => tag === "#document" || kids.some((kid) => kid.inShadow));
    if (!host) return;
    const styleIds = Array.from({ length: 1 + random(2) }, () => 1 + random(nextStyle));
    const fresh = styleIds.filter((id) => id >= nextStyle);
    nextStyle = Math.max(nextStyle, ...styleIds.map((id) => id + 1));
    const styles = [...new Set(fresh)].map((styleId) => ({
      styleId,
      rules: [{ rule: `p { right: ${random(9)}px }` }],
    }));
    change(15, { id: host.id, styleIds, ...(styles.length > 0 && { styles }) });
  }

  const acts: (() => void)[] = [
    add,
    add,
    add,
    remove,
    attach,
    styleText,
    sheetOfNode,
    adopt,
    () => {
      const node = some(({ tag }) => tag === "#text");
      if (node) mutate({ texts: [{ id: node.id, value: `changed ${random(99)}` }] });
    },
    () => {
      const node = some(isElement);
      const name = pick(["class", "title", "hidden", "value", "style"]);
      if (node)
        mutate({
          attributes: [{ id: node.id, attributes: { [name]: random(3) ? `n${random(9)}` : null } }],
        });
    },
    () => {
      const node = some(isElement);
      const value = () =>
        pick<string | string[] | false>([pick(VALUES), [pick(VALUES), "important"], false]);
      if (node)
        mutate({
          attributes: [
            {
              id: node.id,
              attributes: { style: { [pick(PROPERTIES)]: value(), [pick(PROPERTIES)]: value() } },
            },
          ],
        });
    },
    () => {
      const node = some(({ tag }) => tag === "input" || tag === "textarea" || tag === "select");
      if (node) change(5, { id: node.id, text: `typed ${random(99)}`, isChecked: random(2) === 0 });
    },
    () => {
      const node = some(({ tag }) => tag !== "#text");
      if (node) change(3, { id: node.id, x: random(99), y: random(999) });
    },
    () => {
      const node = some(({ tag }) => tag === "video");
      if (node)
        change(7, {
          id: node.id,
          type: random(5),
          currentTime: random(60),
          volume: 0.5,
          muted: random(2) === 0,
          playbackRate: 1 + random(2),
        });
    },
    () => {
      const node = some(isElement);
      if (node) change(2, { id: node.id, type: random(11), x: random(800), y: random(600) });
    },
    () => {
      const node = some(isElement);
      if (node)
        change(1, {
          positions: [{ x: random(800), y: random(600), id: node.id, timeOffset: -20 }],
        });
    },
    () => change(10, { family: `Font ${random(4)}`, fontSource: "url(x)", buffer: false }),
    () => {
      const node = some(({ tag }) => tag === "#text");
      if (node)
        change(14, {
          ranges: random(4) ? [{ start: node.id, startOffset: 0, end: node.id, endOffset: 3 }] : [],
        });
    },
    () => change(4, { width: 700 + random(99), height: 500 }),
    () => {
      const node = some(isElement);
      const payload = {
        id: node?.id,
        what: pick(["popover", "indeterminate"]),
        on: random(2) === 0,
      };
      if (node) say(5, { tag: "waymark.state", payload });
    },
    () => {
      const node = some(isElement);
      const picture = `data:image/webp;base64,${random(9)}`;
      if (node)
        say(5, { tag: "waymark.canvas", payload: { id: node.id, width: 1, height: 1, picture } });
    },
    () => {
      if (random(8) === 0) load();
    },
  ];
  load();
  for (let i = 0; i < 8; i++) add();
  while (events.length < count) pick(acts)();
  return events;
}
