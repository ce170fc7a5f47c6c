import { cleanStyleValue } from "./attributes.ts";
import type { Context } from "./context.ts";
import { cleanCss } from "./css.ts";

type Data = Record<string, unknown>;

const rules = (css: string, context: Context) =>
  cleanCss(css, { place: "sheet", masked: context.strict }, context.redactor, context.hits);

/** `StyleSheetRule`: rules inserted, deleted or a whole sheet replaced. */
export function sanitizeSheetRules(data: Data, context: Context): void {
  for (const add of (data["adds"] ?? []) as { rule: string }[]) add.rule = rules(add.rule, context);
  for (const name of ["replace", "replaceSync"]) {
    const css = data[name];
    if (typeof css === "string") data[name] = rules(css, context);
  }
}

/** `StyleDeclaration`: one property set by script. */
export function sanitizeDeclaration(data: Data, context: Context): void {
  const set = data["set"] as { value: string | null } | undefined;
  if (set && typeof set.value === "string") set.value = cleanStyleValue(set.value, context);
}

/** `AdoptedStyleSheet`: sheets made by script, with their rules the first time. */
export function sanitizeAdopted(data: Data, context: Context): void {
  for (const style of (data["styles"] ?? []) as { rules: { rule: string }[] }[]) {
    for (const rule of style.rules) rule.rule = rules(rule.rule, context);
  }
}

/** `Font`: a face loaded by script, by URL. */
export function sanitizeFont(data: Data, context: Context): void {
  const { redactor, hits } = context;
  data["family"] = redactor.text(String(data["family"]), hits);
  data["fontSource"] = rules(String(data["fontSource"]), context);
  const descriptors = data["descriptors"];
  if (descriptors !== undefined) data["descriptors"] = redactor.value(descriptors, hits);
}
