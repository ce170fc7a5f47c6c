import { ATTRIBUTES, ATTRIBUTE_RULES, CSS, URLS } from "./attributes.ts";
import { DOORS, REFUSALS, SETTINGS } from "./doors.ts";
import { CONTROLS, FACTS, MARKS, MASKS, NODES, TEXT } from "./elements.ts";
import { EVENTS, SHAPES } from "./events.ts";
import { PATTERNS, TOKENS } from "./redaction.ts";
import type { Mutation } from "./mutation.ts";

export const MUTATIONS: readonly Mutation[] = [
  ...MARKS,
  ...FACTS,
  ...CONTROLS,
  ...MASKS,
  ...TEXT,
  ...ATTRIBUTES,
  ...ATTRIBUTE_RULES,
  ...URLS,
  ...CSS,
  ...NODES,
  ...EVENTS,
  ...SHAPES,
  ...REFUSALS,
  ...SETTINGS,
  ...DOORS,
  ...TOKENS,
  ...PATTERNS,
];
