import { createIn, styleSheetsOf } from "../../privacy/page/primitives.ts";
import { EventType, IncrementalSource } from "../../format/events.ts";
import { type Complement, type ComplementContext, makeAgenda, wrapBuiltIn } from "./complement.ts";

/** What was last told of a rule that a script may be writing to. */
interface Told {
  selector: string;
  style: string;
}

/** Scripts that read a whole sheet (audits, inliners) touch thousands of rules and write to none. */
const MOST_WATCHED = 500;

/**
 * rrweb sees `setProperty` and `removeProperty` of rules; it misses assignments: `rule.style.color = …`,
 * `cssText`, `selectorText`, the typed map, and a sheet's `disabled`. A rule whose style was asked for
 * is compared after this turn, and told as the rule that replaces it. A page that keeps a rule's
 * style object for later turns and assigns to it then is still missed.
 */
export function watchRuleWrites(
  context: ComplementContext,
  styleIdOf: (sheet: CSSStyleSheet) => number | undefined,
): Complement {
  const { global, mirror, emit } = context;
  const { apply, getOwnPropertyDescriptor } = global.Reflect;
  const rules = global.CSSStyleRule.prototype;
  const styleOf = getOwnPropertyDescriptor(rules, "style")?.get;
  if (!styleOf) return { end() {} };
  const cssOf = (rule: CSSStyleRule) => (apply(styleOf, rule, []) as CSSStyleDeclaration).cssText;
  const scratch = createIn(global.document, "i").style;

  const told = new Map<CSSStyleRule, Told>();
  /** The rule that rrweb's next declaration event most likely is about. */
  let latest: CSSStyleRule | null = null;

  const agenda = makeAgenda<CSSStyleRule>(context, (rule) => {
    const before = told.get(rule);
    told.delete(rule);
    latest = null;
    if (!before || (cssOf(rule) === before.style && rule.selectorText === before.selector)) return;
    const place = placeOf(rule);
    if (!place) return;
    const { index, ...sheet } = place;
    const last = index.pop() as number;
    const at = (position: number) => (index.length === 0 ? position : [...index, position]);
    emit({
      source: IncrementalSource.StyleSheetRule,
      ...sheet,
      adds: [{ rule: rule.cssText, index: at(last) }],
    });
    emit({
      source: IncrementalSource.StyleSheetRule,
      ...sheet,
      removes: [{ index: at(last + 1) }],
    });
  });

  /** Where a rule stands, as rrweb writes it; null when its sheet is not recorded. */
  function placeOf(
    rule: CSSRule,
  ): { id: number; index: number[] } | { styleId: number; index: number[] } | null {
    const sheet = rule.parentStyleSheet;
    if (!sheet) return null;
    const index: number[] = [];
    for (let at: CSSRule | null = rule; at; at = at.parentRule) {
      const siblings = (at.parentRule as CSSGroupingRule | null)?.cssRules ?? sheet.cssRules;
      const position = Array.prototype.indexOf.call(siblings, at);
      if (position < 0) return null;
      index.unshift(position);
    }
    if (sheet.ownerNode) {
      const id = mirror.getId(sheet.ownerNode);
      return id > 0 ? { id, index } : null;
    }
    const styleId = styleIdOf(sheet);
    return styleId === undefined ? null : { styleId, index };
  }

  const note = (native: (...args: never[]) => unknown, self: object, args: unknown[]) => {
    const rule = self as CSSStyleRule;
    // Recorded documents only: a rule of a sheet that stands nowhere changes nothing.
    if (told.size < MOST_WATCHED && !told.has(rule) && rule.parentStyleSheet) {
      told.set(rule, { selector: rule.selectorText, style: cssOf(rule) });
      agenda.add(rule);
    }
    latest = rule;
    return apply(native, self, args);
  };
  const ends = [
    wrapBuiltIn(rules, "style", "get", note),
    wrapBuiltIn(rules, "style", "set", note),
    wrapBuiltIn(rules, "styleMap", "get", note),
    wrapBuiltIn(rules, "selectorText", "set", note),
    wrapBuiltIn(global.StyleSheet.prototype, "disabled", "set", (native, self, args) => {
      const result = apply(native, self, args);
      tellDisabled(self as CSSStyleSheet);
      return result;
    }),
  ];

  /** A replay has no switch for sheets; one for another medium looks the same. */
  function tellDisabled({ disabled, ownerNode }: CSSStyleSheet): void {
    const id = ownerNode ? mirror.getId(ownerNode) : -1;
    if (id < 1) return;
    const media = disabled ? "not all" : (ownerNode as Element).getAttribute("media");
    emit({
      source: IncrementalSource.Mutation,
      texts: [],
      attributes: [{ id, attributes: { media } }],
      removes: [],
      adds: [],
    });
  }

  const switched = makeAgenda<Document>(context, (document) => {
    for (const sheet of styleSheetsOf(document)) if (sheet.disabled) tellDisabled(sheet);
  });

  return {
    see({ type, data }) {
      if (type === EventType.FullSnapshot) switched.add(global.document);
      if (
        type === EventType.IncrementalSnapshot &&
        data["source"] === IncrementalSource.StyleDeclaration
      ) {
        follow(data as unknown as Declaration);
      }
      return true;
    },
    settle: agenda.settle,
    end() {
      agenda.drop();
      switched.drop();
      for (const end of ends) end();
    },
  };

  /** What rrweb told is no news any more. If it was about another rule, that one is told twice. */
  function follow({ set, remove }: Declaration): void {
    const before = latest && told.get(latest);
    if (!before) return;
    scratch.cssText = before.style;
    if (set) scratch.setProperty(set.property, set.value, set.priority);
    if (remove) scratch.removeProperty(remove.property);
    before.style = scratch.cssText;
  }
}

interface Declaration {
  set?: { property: string; value: string | null; priority?: string };
  remove?: { property: string };
}
