import { NodeType } from "../../format/events.ts";
import { declared, inlineStyle } from "../inline-style.ts";
import type { DomMirror } from "../mirror.ts";
import { attribute, type MirrorNode, scopeOf, walk } from "../node.ts";
import { classesOf, type InState, matches } from "./match.ts";
import { parseRules } from "./parse.ts";
import { type ComplexSelector, parseSelector, splitList } from "./selector.ts";

/** A rule that may matter to a question, with its place in the cascade. */
export interface StyleRule {
  selector: ComplexSelector;
  body: string;
  order: number;
}

interface ScopeStyles {
  version: number;
  /** Rules by the most telling part of their subject: `#id`, `.class`, `tag` or `*`. */
  byKey: Map<string, StyleRule[]>;
  /** Rules with a passing state before their subject, e.g. `.menu:focus-within .list`. */
  reveals: StyleRule[];
  /** Attributes that any selector asks for. */
  attributes: Set<string>;
}

/** The only properties that are ever asked for; other rules are not kept. */
const KEPT =
  /(?:^|[;\s])(?:cursor|position|background|opacity|display|visibility|pointer-events|transform|height|max-height|clip-path|content|border|width|left|right|top|bottom|inset|z-index|box-shadow|filter|backdrop-filter)[\w-]*\s*:/i;

/**
 * Answers what the recorded style sheets say of a node. There is no layout here: media conditions
 * are taken as true, and lengths are text. Sheets are read at the first question and again only after one changed.
 */
export class Styles {
  readonly #mirror: DomMirror;
  #scopes = new Map<MirrorNode, ScopeStyles>();
  #parsed = new Map<string, StyleRule[]>();

  constructor(mirror: DomMirror) {
    this.#mirror = mirror;
  }

  /** The winning value of `property` on the node itself, not inherited; null when no rule sets it. */
  own(node: MirrorNode, property: string): string | null {
    const inline = inlineStyle(node, property);
    if (inline !== null) return inline;
    let best: { value: string; weight: number; order: number } | null = null;
    for (const rule of this.#candidates(node)) {
      const { specificity } = rule.selector;
      if (
        best &&
        (specificity < best.weight || (specificity === best.weight && rule.order < best.order))
      )
        continue;
      const value = declared(rule.body, property);
      if (value !== null && matches(node, rule.selector)) {
        best = { value, weight: specificity, order: rule.order };
      }
    }
    return best?.value ?? null;
  }

  /** Rules of the node's scope whose subject is shown or changed while something before it is in a state. */
  reveals(node: MirrorNode): readonly StyleRule[] {
    return this.#scope(node).reveals;
  }

  /** Whether any style rule of the node's scope asks for this attribute. */
  selectsBy(node: MirrorNode, attributeName: string): boolean {
    return this.#scope(node).attributes.has(attributeName);
  }

  matches(node: MirrorNode, rule: StyleRule, inState: InState): boolean {
    return matches(node, rule.selector, inState);
  }

  *#candidates(node: MirrorNode): Generator<StyleRule> {
    const { byKey } = this.#scope(node);
    const id = attribute(node, "id");
    if (id) yield* byKey.get(`#${id}`) ?? [];
    for (const name of classesOf(node)) if (name) yield* byKey.get(`.${name}`) ?? [];
    yield* byKey.get(node.tag) ?? [];
    yield* byKey.get("*") ?? [];
  }

  #scope(node: MirrorNode): ScopeStyles {
    const root = scopeOf(node);
    const { version } = this.#mirror.sheets;
    const known = this.#scopes.get(root);
    if (known?.version === version) return known;
    if (known === undefined || this.#scopes.size > 100) this.#scopes.clear();
    const scope = index(this.#texts(root), version, (text) => this.#parse(text));
    this.#scopes.set(root, scope);
    return scope;
  }

  #texts(root: MirrorNode): string[] {
    const { sheets } = this.#mirror;
    const texts: string[] = [];
    walk(root, (node) => {
      if (
        node !== root &&
        (node.type === NodeType.Document || (node.inShadow && node.parent !== root))
      )
        return false;
      if (node.tag === "style" || node.tag === "link") {
        const whole = attribute(node, "_cssText");
        if (whole !== null) texts.push(whole);
        else for (let text = node.first; text; text = text.next) texts.push(text.text);
        // Not spread into one call: pages insert rules by the hundred thousand.
        for (const rule of sheets.rulesOf(node.id)) texts.push(rule);
      }
      return true;
    });
    for (const rule of sheets.adoptedRulesOf(root.id)) texts.push(rule);
    return texts;
  }

  #parse(text: string): StyleRule[] {
    const known = this.#parsed.get(text);
    if (known) return known;
    const rules: StyleRule[] = [];
    for (const { selector, body } of parseRules(text)) {
      if (!KEPT.test(body)) continue;
      for (const part of splitList(selector)) {
        const parsed = parseSelector(part);
        if (parsed) rules.push({ selector: parsed, body, order: 0 });
      }
    }
    // Pages that insert thousands of rules must not make this grow for ever.
    if (this.#parsed.size > 5_000) this.#parsed.clear();
    this.#parsed.set(text, rules);
    return rules;
  }
}

function index(
  texts: string[],
  version: number,
  parse: (text: string) => StyleRule[],
): ScopeStyles {
  const scope: ScopeStyles = { version, byKey: new Map(), reveals: [], attributes: new Set() };
  let order = 0;
  for (const text of texts) {
    for (const rule of parse(text)) {
      const placed = { ...rule, order: order++ };
      const [subject, ...before] = rule.selector.steps;
      if (!subject) continue;
      const key = subject.id
        ? `#${subject.id}`
        : subject.classes[0]
          ? `.${subject.classes[0]}`
          : (subject.tag ?? "*");
      const list = scope.byKey.get(key);
      if (list) list.push(placed);
      else scope.byKey.set(key, [placed]);
      for (const step of rule.selector.steps) {
        for (const test of step.attributes) scope.attributes.add(test.name);
      }
      if (before.some((step) => step.states.length > 0) || subject.states.includes("target")) {
        scope.reveals.push(placed);
      }
    }
  }
  return scope;
}
