import { WaymarkError } from "../../src/format/errors.ts";
import { parseOffset } from "../../src/format/time.ts";

/** One argument of a tool: what the client is told, and what is checked. */
export interface ArgumentDef {
  type: "string" | "integer" | "boolean";
  description: string;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
}

export type ArgumentDefs = Readonly<Record<string, ArgumentDef>>;
export type Arguments = Record<string, string | number | boolean | undefined>;

const LONGEST = 2_000;

/** The JSON Schema that clients read. */
export function schemaOf(defs: ArgumentDefs, required: readonly string[]) {
  return {
    type: "object" as const,
    properties: Object.fromEntries(Object.entries(defs).map(([name, def]) => [name, { ...def }])),
    required: [...required],
    additionalProperties: false,
  };
}

/** What a client sent, checked again here: a model may send anything. Throws `invalid-input`. */
export function checkArguments(
  given: unknown,
  defs: ArgumentDefs,
  required: readonly string[],
): Arguments {
  const args = (given ?? {}) as Record<string, unknown>;
  if (typeof args !== "object" || Array.isArray(args)) throw invalid("Arguments are an object.");
  for (const name of required) {
    if (args[name] === undefined) throw invalid(`"${name}" is missing.`);
  }
  for (const [name, value] of Object.entries(args)) {
    const def = Object.hasOwn(defs, name) ? defs[name] : undefined;
    if (!def) throw invalid(`There is no argument "${name.slice(0, 40)}".`);
    if (value !== undefined && !fits(value, def)) throw invalid(`"${name}" is not ${wanted(def)}.`);
  }
  return args as Arguments;
}

function fits(value: unknown, def: ArgumentDef): boolean {
  if (def.type === "boolean") return typeof value === "boolean";
  if (def.type === "string") {
    const isText = typeof value === "string" && value.length <= LONGEST;
    return isText && (def.enum?.includes(value) ?? true);
  }
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = def;
  return Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

function wanted({ type, enum: allowed, minimum = 0, maximum }: ArgumentDef): string {
  if (allowed) return `one of ${allowed.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type === "string") return `a text of at most ${LONGEST} characters`;
  return `a whole number from ${minimum}${maximum === undefined ? "" : ` to ${maximum}`}`;
}

const invalid = (message: string) => new WaymarkError("invalid-input", message);

export const text = (value: Arguments[string]): string | undefined =>
  typeof value === "string" ? value : undefined;

export const number = (value: Arguments[string]): number | undefined =>
  typeof value === "number" ? value : undefined;

/** Throws `invalid-input` for a time that is none. */
export const time = (value: Arguments[string]): number | undefined =>
  typeof value === "string" ? parseOffset(value) : undefined;

export const list = (value: Arguments[string]): string[] | undefined =>
  typeof value === "string" ? value.split(",").map((part) => part.trim()) : undefined;
