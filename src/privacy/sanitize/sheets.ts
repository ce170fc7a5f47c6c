import { cleanStyleValue } from "./attributes.ts";
import type { Context } from "./context.ts";
import { cleanCss } from "./css.ts";
import { inherited } from "./node-map.ts";
import { HIDES_TEXT } from "./text.ts";

type Data = Record<string, unknown>;

const rules = (css: string, bits: number, context: Context) =>
  cleanCss(
    css,
    { place: "sheet", masked: context.strict || (bits & HIDES_TEXT) !== 0 },
    context.redactor,
    context.hits,
  );

/** What holds for the element or document whose sheet it is. */
const bitsOf = (data: Data, { map }: Context): number =>
  typeof data["id"] === "number" ? inherited(map.get(data["id"]) ?? null) : 0;

/** `StyleSheetRule`: rules inserted, deleted or a whole sheet replaced. */
export function sanitizeSheetRules(data: Data, context: Context): void {
  const bits = bitsOf(data, context);
  for (const add of (data["adds"] ?? []) as { rule: string }[]) {
    add.rule = rules(add.rule, bits, context);
  }
  for (const name of ["replace", "replaceSync"]) {
    const css = data[name];
    if (typeof css === "string") data[name] = rules(css, bits, context);
  }
}

/** `StyleDeclaration`: one property set by script. */
export function sanitizeDeclaration(data: Data, context: Context): void {
  const set = data["set"] as { property?: string; value: string | null } | undefined;
  if (!set || typeof set.value !== "string") return;
  set.value = cleanStyleValue(set.value, bitsOf(data, context), context, set.property ?? "");
}

/** `AdoptedStyleSheet`: sheets made by script, with their rules the first time. */
export function sanitizeAdopted(data: Data, context: Context): void {
  const bits = bitsOf(data, context);
  for (const style of (data["styles"] ?? []) as { rules: { rule: string }[] }[]) {
    for (const rule of style.rules) rule.rule = rules(rule.rule, bits, context);
  }
}

/** `Font`: a face loaded by script, by URL. */
export function sanitizeFont(data: Data, context: Context): void {
  const { redactor, hits } = context;
  data["family"] = redactor.text(String(data["family"]), hits);
  data["fontSource"] = rules(`src: ${String(data["fontSource"])}`, 0, context).slice(
    "src: ".length,
  );
  const descriptors = data["descriptors"];
  if (descriptors !== undefined) data["descriptors"] = redactor.value(descriptors, hits);
}
