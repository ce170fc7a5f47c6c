import { shorten } from "../../dom/label.ts";
import type { Miss } from "../../format/signals/interactions.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import { type Context, named } from "./context.ts";
import type { Reader } from "./reader.ts";

type Browser = SignalPayload<"waymark.browser">;
type Form = SignalPayload<"waymark.form">;

/** Names told of one form in a label; the rest is a number. */
const MOST_NAMES = 3;

/** What the browser did, or was asked to do by the user or the page. */
export const readBrowser: Reader<"waymark.browser"> = (context, place, browser) => {
  const { selector } = aboutNode(context, browser.id);
  return context.event(place, {
    kind: "browser",
    category: isDoneByUser(browser.what) ? "user" : "browser",
    label: browserLabel(browser),
    ...(browser.id !== undefined && { nodeId: browser.id, selector }),
    data: { ...browser },
  });
};

/** Submits, resets, what a form refuses, and files chosen for it. */
export const readForm: Reader<"waymark.form"> = (context, place, form) => {
  const { selector, name } = aboutNode(context, form.id, form.name);
  return context.event(place, {
    kind: "form",
    category: form.what === "invalid" ? "page" : "user",
    label: formLabel(form, name),
    nodeId: form.id ?? null,
    selector,
    data: { ...form },
  });
};

/**
 * The click itself is an event of rrweb's; this tells of it only where it missed a control, which no
 * picture of the page shows.
 */
export const readClick: Reader<"waymark.click"> = (context, place, click) => {
  const { missed } = click;
  if (!missed) return null;
  const { name, selector } = aboutNode(context, missed.id);
  const top = context.mirror.get(click.stack[0] ?? click.id);
  const over = top && missed.why === "covered" ? ` <${top.tag}>` : "";
  return context.event(place, {
    kind: "browser",
    category: "browser",
    label: `Click missed ${name}: ${MISS_WORDS[missed.why]}${over}`,
    nodeId: missed.id,
    selector,
    data: { ...click },
  });
};

/** A shortcut is an act, but no typing: of the kinds that there are, what the browser is asked to do is nearest. */
export const readKey: Reader<"waymark.key"> = (context, place, key) => {
  const { selector } = aboutNode(context, key.id);
  return context.event(place, {
    kind: "browser",
    category: "user",
    label: `Pressed ${key.keys}`,
    nodeId: key.id ?? null,
    selector,
    data: { ...key },
  });
};

function aboutNode(
  context: Context,
  id: number | undefined,
  fallback?: string,
): { name: string; selector: string | null } {
  const node = id === undefined ? undefined : context.mirror.get(id);
  if (!node) return { name: fallback ? `"${shorten(fallback)}"` : "something", selector: null };
  const { selector, label } = context.describe(node);
  // What stands in a form is no name of it.
  const own = node.tag === "form" ? "" : label;
  return { name: named(own || (fallback ?? ""), node), selector };
}

const MISS_WORDS: Record<Miss, string> = {
  covered: "it is covered by",
  disabled: "it is disabled",
  "pointer-events-none": 'it has "pointer-events: none"',
};

const BROWSER_LABELS: Record<Browser["what"], string> = {
  "tab-opened": "Opened a new tab",
  "tab-activated": "This tab came to the front",
  "tab-left": "Went to a tab outside the session",
  "tab-limit": "The session holds no more tabs: the new one is not recorded",
  download: "Started a download",
  visible: "Came back to the tab",
  hidden: "Left the tab",
  dialog: "A browser dialog opened",
  print: "Opened the print dialog",
  copy: "Copied something",
  cut: "Cut something out",
  paste: "Pasted something",
  "file-chooser": "Was asked for a file",
  audible: "The tab began to make a sound",
  silent: "The tab went silent",
  focus: "The window got the focus",
  blur: "The window lost the focus",
  online: "The browser went online",
  offline: "The browser went offline",
  frozen: "The browser froze the page",
  thawed: "The page went on after it was frozen",
};

function isDoneByUser(what: Browser["what"]): boolean {
  return what === "copy" || what === "cut" || what === "paste";
}

function browserLabel(browser: Browser): string {
  const { what, dialog, file } = browser;
  if (what === "dialog" && dialog) return dialogLabel(dialog, browser);
  if (what !== "download" || !file) return BROWSER_LABELS[what];
  const size = file.bytes === undefined ? null : sizeWords(file.bytes);
  const facts = [file.type, size, file.host && `from ${file.host}`].filter(Boolean);
  return facts.length > 0
    ? `${BROWSER_LABELS.download} (${facts.join(", ")})`
    : BROWSER_LABELS.download;
}

function dialogLabel(dialog: NonNullable<Browser["dialog"]>, browser: Browser): string {
  const { openMs, accepted, detail } = browser;
  if (dialog === "beforeunload") return "The browser asked whether to leave the page";
  const answer = accepted === undefined ? null : accepted ? "answered with OK" : "cancelled";
  const open = openMs === undefined ? null : `open for ${(openMs / 1000).toFixed(1)} s`;
  const facts = [answer, open].filter(Boolean).join(", ");
  const words = detail ? `: "${shorten(detail)}"` : "";
  return `Dialog (${dialog})${words}${facts ? `, ${facts}` : ""}`;
}

function formLabel(
  { what, fields = [], breaks = [], files = [], byScript }: Form,
  name: string,
): string {
  switch (what) {
    case "submit": {
      const by = byScript ? "A script submitted" : "Submitted";
      return `${by} ${name}${fields.length > 0 ? ` with ${namesOf(fields)}` : ""}`;
    }
    case "reset":
      return `Reset ${name}`;
    case "invalid":
      return `${name} was refused: ${breaks.map(breakWords).join(", ") || "no reason told"}`;
    case "file":
      return files.length === 0
        ? `Took back the files of ${name}`
        : `Chose ${filesWords(files)} for ${name}`;
  }
}

function namesOf(fields: NonNullable<Form["fields"]>): string {
  const names = [...new Set(fields.map(({ name }) => name))];
  const rest = names.length - MOST_NAMES;
  const told = names
    .slice(0, MOST_NAMES)
    .map((name) => shorten(name))
    .join(", ");
  return rest > 0 ? `${told} and ${rest} more` : told;
}

const BREAK_WORDS: Record<string, string> = {
  valueMissing: "it is empty",
  typeMismatch: "it is not of its type",
  patternMismatch: "it does not match its pattern",
  tooLong: "it is too long",
  tooShort: "it is too short",
  rangeUnderflow: "it is too low",
  rangeOverflow: "it is too high",
  stepMismatch: "it is between two steps",
  badInput: "it cannot be read",
  customError: "a script says so",
};

const breakWords = (name: string): string =>
  Object.hasOwn(BREAK_WORDS, name) ? (BREAK_WORDS[name] as string) : name;

function filesWords(files: NonNullable<Form["files"]>): string {
  const bytes = sizeWords(files.reduce((sum, file) => sum + file.bytes, 0));
  const [first] = files;
  if (files.length === 1) return `a file (${first?.type ? `${first.type}, ` : ""}${bytes})`;
  return `${files.length} files (${bytes})`;
}

const UNITS = ["bytes", "KB", "MB", "GB"];

function sizeWords(bytes: number): string {
  let unit = 0;
  let size = bytes;
  for (; size >= 1_000 && unit < UNITS.length - 1; unit++) size /= 1_000;
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
