import type { Vault } from "../canary/vault.ts";
import type { Random } from "../../unit/dom/random-page.ts";
import {
  LIFTING,
  type Mark,
  MARKS,
  type Place,
  PLACES,
  SELECTOR,
  SHELTER_KIND,
  type Shelter,
  SHELTERED,
} from "./random-places.ts";

export interface RandomMarkup {
  /** What stands in the page's body. */
  body: string;
  /** Documents of its frames, by number. */
  frames: string[];
  /** What an honest recording must show of it. */
  words: string[];
}

interface Around {
  depth: number;
  shelters: readonly Shelter[];
  /** A frame's or a shadow root's parser; a root that is closed is not recorded. */
  isStored: boolean;
}

export interface MarkupOptions {
  random: Random;
  vault: Vault;
  /** Gate 1 records it, which knows the policy's selectors. */
  gated: boolean;
  /** Level open, where lifting marks lift. */
  open: boolean;
}

const DEEPEST = 5;

/** A page from the grammar: containers in containers, marks on some, and in them places with secrets and words. */
export function randomMarkup({ random, vault, gated, open }: MarkupOptions): RandomMarkup {
  const words: string[] = [];
  const frames: string[] = [];
  let count = 0;
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const chance = (percent: number) => random(100) < percent;
  const attribute = ([name, value]: Mark) => ` ${name}="${value}"`;

  function plainWord({ shelters, isStored }: Around): string {
    const word = `Plain words number ${count++} stay`;
    if (shelters.length === 0 && isStored) words.push(word);
    return pick([
      `<p>${word}</p>`,
      `<h3 class="title-${count}">${word}</h3>`,
      `<p title="${word}">Words</p>`,
      `<button type="button">${word}</button>`,
      `<input placeholder="${word}">`,
      word,
    ]);
  }

  function secretPlace({ shelters }: Around): string {
    const shelter = shelters.length > 0 && chance(60) ? strongest(shelters) : null;
    if (shelter) {
      const n = random(SHELTERED[shelter].length);
      const where = `${SHELTER_KIND[shelter]}: ${shelter}, form ${n}, place ${count++}`;
      return SHELTERED[shelter][n]!(vault.at(where));
    }
    const name = pick(Object.keys(PLACES));
    const { kind, rule, html } = PLACES[name] as Place;
    return html(vault.at(`${kind}: ${rule} ${name}, place ${count++}`));
  }

  function containerIn(around: Around): string {
    const depth = around.depth + 1;
    // Only a plain mark and nothing else: two classes would be two attributes.
    const shelter = chance(35) ? pick(["masked", "masked", "blocked", "editable"] as const) : null;
    const lifting = !shelter && !open && chance(15) ? attribute(pick(LIFTING)) : "";
    const mark =
      shelter === "masked" && gated && chance(15)
        ? SELECTOR
        : shelter
          ? pick(MARKS[shelter])
          : null;
    const shelters = shelter ? [...around.shelters, shelter] : around.shelters;
    const attributes = `${mark ? attribute(mark) : lifting} id="c${count++}"`;
    const inner = { ...around, depth, shelters };
    const content = () => contentOf(inner);
    switch (random(14)) {
      case 0:
        return `<ul${attributes}><li>${content()}</li><li>${content()}</li></ul>`;
      case 1:
        return `<table${attributes}><tbody><tr><td>${content()}</td><th>${content()}</th></tr></tbody></table>`;
      case 2:
        return `<div${attributes}><template shadowrootmode="open">${content()}<slot></slot></template>${content()}</div>`;
      case 3:
        return `<div${attributes}><template shadowrootmode="closed">${contentOf({ ...inner, isStored: false })}</template></div>`;
      case 4: {
        const n = frames.length;
        frames.push("");
        frames[n] = `<!doctype html><title>Frame</title><body>${content()}`;
        return `<div${attributes}><iframe src="frame-${n}"></iframe></div>`;
      }
      case 5: {
        const inside = content().replaceAll("&", "&amp;").replaceAll('"', "&quot;");
        return `<iframe${attributes} srcdoc="${inside}"></iframe>`;
      }
      case 6:
        return `<x-card${attributes}>${content()}</x-card>`;
      case 7:
        return `<fieldset${attributes}><legend>Group</legend>${content()}</fieldset>`;
      case 8:
        return `<details open${attributes}><summary>More</summary>${content()}</details>`;
      case 9:
        return `<div${attributes}><form action="/send?k=1">${content()}</form></div>`;
      default: {
        const tag = pick(["div", "section", "article", "span"]);
        return `<${tag}${attributes}>${content()}</${tag}>`;
      }
    }
  }

  function contentOf(around: Around): string {
    const parts: string[] = [];
    for (let i = 1 + random(3); i > 0; i--) {
      const roll = random(10);
      if (roll < 3 && around.depth < DEEPEST) parts.push(containerIn(around));
      else parts.push(roll < 8 ? secretPlace(around) : plainWord(around));
    }
    return parts.join("");
  }

  const top: Around = { depth: 0, shelters: [], isStored: true };
  const body: string[] = [];
  for (let i = 0; i < 7; i++) {
    body.push(containerIn(top), secretPlace(top), secretPlace(top), plainWord(top));
  }
  return { body: body.join("\n"), frames, words };
}

/** Under several, what the strongest hides may stand there. */
const strongest = (shelters: readonly Shelter[]): Shelter =>
  shelters.includes("blocked") ? "blocked" : shelters.includes("masked") ? "masked" : "editable";
