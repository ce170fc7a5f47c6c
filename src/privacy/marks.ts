/**
 * The marks that pages already carry for other recorders, honoured here too (rule P6). They are
 * plain attributes and classes, so that both gates read them from a node without a selector engine.
 */
export const MARK = { block: 1, mask: 2, ignore: 4, unmask: 8 } as const;

/**
 * Not a mark but as good as one: editors that take keys in a hidden text area and write what was
 * typed into plain elements beside it. Nothing but their class says that users write there (rule P3).
 */
export const EDITOR = 16;

const ATTRIBUTES: Readonly<Record<string, number>> = {
  ...kinds("data-waymark-"),
  ...kinds("data-rr-"),
  ...kinds("data-sentiero-"),
  ...kinds("data-sentry-"),
  ...kinds("data-highlight-"),
  "data-ph-no-capture": MARK.block,
  // Hotjar
  "data-hj-suppress": MARK.mask,
  "data-hj-mask": MARK.mask,
  "data-hj-masked": MARK.mask,
  "data-hj-allow": MARK.unmask,
  "data-hj-whitelist": MARK.unmask,
  // OpenReplay
  "data-openreplay-obscured": MARK.mask,
  "data-openreplay-masked": MARK.mask,
  "data-openreplay-htmlmasked": MARK.block,
  "data-openreplay-hidden": MARK.block,
  "data-openreplay-ignore": MARK.ignore,
  // FullStory, LogRocket
  "data-fs-exclude": MARK.block,
  "data-fs-mask": MARK.mask,
  "data-fs-unmask": MARK.unmask,
  "data-public": MARK.unmask,
};

const CLASSES: Readonly<Record<string, number>> = {
  "rr-block": MARK.block,
  "rr-mask": MARK.mask,
  "rr-ignore": MARK.ignore,
  "rr-unmask": MARK.unmask,
  "sentry-block": MARK.block,
  "sentry-mask": MARK.mask,
  "sentry-ignore": MARK.ignore,
  "sentry-unmask": MARK.unmask,
  "ph-no-capture": MARK.block,
  "ph-mask": MARK.mask,
  "ph-sensitive": MARK.mask,
  "ph-ignore-input": MARK.ignore,
  "fs-exclude": MARK.block,
  "fs-exclude-without-consent": MARK.block,
  "fs-block": MARK.block,
  "fs-hide": MARK.block,
  "fs-mask": MARK.mask,
  "fs-mask-without-consent": MARK.mask,
  "fs-unmask": MARK.unmask,
  "highlight-block": MARK.block,
  "highlight-mask": MARK.mask,
  "highlight-ignore": MARK.ignore,
  "dd-privacy-hidden": MARK.block,
  "dd-privacy-mask": MARK.mask,
  "dd-privacy-mask-user-input": MARK.mask,
  "dd-privacy-allow": MARK.unmask,
  "_lr-hide": MARK.block,
  CodeMirror: EDITOR,
  "monaco-editor": EDITOR,
  ace_editor: EDITOR,
};

function kinds(prefix: string): Record<string, number> {
  return Object.fromEntries(Object.entries(MARK).map(([name, bit]) => [prefix + name, bit]));
}

/** Marks whose value matters. An unknown value of a privacy attribute hides rather than shows. */
function byValue(name: string, value: string): number | null {
  switch (name) {
    case "data-clarity-mask":
      return value.toLowerCase() === "false" ? 0 : MARK.mask;
    case "data-clarity-unmask":
      return value.toLowerCase() === "false" ? 0 : MARK.unmask;
    case "data-dd-privacy":
      return value === "allow" ? MARK.unmask : value === "hidden" ? MARK.block : MARK.mask;
    case "data-private":
      return value === "false" ? 0 : value === "lipsum" ? MARK.mask : MARK.block;
    default:
      return null;
  }
}

/** The marks that one attribute sets. Names are looked up for every attribute of a page: keep it one lookup. */
export function marksOfAttribute(name: string, value: string): number {
  if (name === "class") return marksOfClass(value);
  if (name.charCodeAt(0) !== 100 || name.charCodeAt(4) !== 45) return 0; // "data-"
  const plain = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
  if (plain !== undefined) return value === "false" ? 0 : plain;
  return byValue(name, value) ?? 0;
}

/** The name of a mark that one of a policy's own selectors put on an element. */
export const SELECTOR_MARK = "selector";

/** An editor's class is nobody's mark. */
function isMarkClass(token: string): boolean {
  return Object.hasOwn(CLASSES, token) && CLASSES[token] !== EDITOR;
}

/** Marks whose meaning hangs on their value. */
const BY_VALUE = ["data-clarity-mask", "data-clarity-unmask", "data-dd-privacy", "data-private"];

/** The words that they take. Without its own, `data-private="lipsum"` would block instead of mask. */
const WORDS = /^(?:true|false|allow|hidden|mask|mask-user-input|lipsum)$/i;

export const isMarkWord = (name: string, value: string): boolean =>
  BY_VALUE.includes(name) && WORDS.test(value);

const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(ATTRIBUTES),
  ...Object.keys(CLASSES).filter(isMarkClass),
  ...BY_VALUE,
  SELECTOR_MARK,
]);

/**
 * The names of the marks behind an attribute that sets some, for counting. Gate 1 writes into our own
 * marks which other one, or which selector, they stand for; names that are no mark's are not believed.
 */
export function markNames(name: string, value: string): string[] {
  if (name === "class") return value.split(/\s+/).filter(isMarkClass);
  const told = name.startsWith("data-waymark-") ? value.split(" ") : [];
  const known = told.filter((each) => NAMES.has(each));
  return known.length > 0 ? known : [name];
}

/** True for a list of marks' names, as gate 1 writes it into one of ours. */
export const isMarkList = (value: string): boolean =>
  value !== "" && value.split(" ").every((name) => NAMES.has(name));

const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^selector$/, "Settings"],
  [/^data-waymark-/, "Waymark"],
  [/^(?:data-)?rr-/, "rrweb"],
  [/^data-sentiero-/, "Sentiero"],
  [/^(?:data-)?sentry-/, "Sentry"],
  [/^(?:data-)?highlight-/, "Highlight"],
  [/^(?:data-)?ph-/, "PostHog"],
  [/^data-hj-/, "Hotjar"],
  [/^data-openreplay-/, "OpenReplay"],
  [/^(?:data-)?fs-/, "FullStory"],
  [/^data-clarity-/, "Clarity"],
  [/^(?:data-)?dd-/, "Datadog"],
  [/^(?:_lr-|data-private$|data-public$)/, "LogRocket"],
];

/** The tool that a mark comes from, `Sentry` for `data-sentry-mask`; "" for none that is known. */
export function markOwner(mark: string): string {
  return OWNERS.find(([pattern]) => pattern.test(mark))?.[1] ?? "";
}

const HINT = /(?:^|\s)(?:(?:rr|sentry|ph|fs|highlight|dd|_lr|monaco)-|CodeMirror|ace_)/;
const verdicts = new Map<string, number>();

function marksOfClass(value: string): number {
  if (value.length < 7) return 0;
  let marks = verdicts.get(value);
  if (marks === undefined) {
    marks = 0;
    if (HINT.test(value)) {
      for (const token of value.split(/\s+/)) {
        if (Object.hasOwn(CLASSES, token)) marks |= CLASSES[token] as number;
      }
    }
    if (verdicts.size >= 5_000) verdicts.clear();
    verdicts.set(value, marks);
  }
  return marks;
}

/** All marks of one kind as a selector list, for code with a live DOM. */
export function markSelectors(kind: keyof typeof MARK): string[] {
  const bit = MARK[kind];
  const names = (table: Readonly<Record<string, number>>) =>
    Object.keys(table).filter((name) => table[name] === bit);
  const special: Record<string, string[]> = {
    block: ['[data-dd-privacy="hidden"]', '[data-private]:not([data-private="lipsum"])'],
    mask: ["[data-clarity-mask]", '[data-dd-privacy^="mask"]', '[data-private="lipsum"]'],
    ignore: [],
    unmask: ["[data-clarity-unmask]", '[data-dd-privacy="allow"]'],
  };
  return [
    ...names(ATTRIBUTES).map((name) => `[${name}]:not([${name}="false"])`),
    ...names(CLASSES).map((name) => `.${name}`),
    ...(special[kind] ?? []),
  ];
}
