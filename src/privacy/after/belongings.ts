import { checkAnnotation, checkSession } from "../../format/schemas.ts";
import {
  type Annotation,
  type Environment,
  LONGEST_CHARTER,
  LONGEST_NOTE,
  type Session,
} from "../../format/session.ts";
import type { TextMatcher } from "./text-matcher.ts";

const LONGEST_LINE = 2_048;
const LONGEST_LABEL = 128;
const LONGEST_META = 1_024;

/** The session's record without the text: title, addresses, labels, metadata, consent. Throws `invalid-input`. */
export function cleanSession(session: Session, { clean, find, replacement }: TextMatcher): Session {
  const line = (text: string) => clean(text).slice(0, LONGEST_LINE);
  const label = (text: string) => clean(text).slice(0, LONGEST_LABEL);
  const { project, user, endReason, charter, environment, privacy } = session;
  const { consent } = privacy;
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(session.metadata)) {
    const stem = find(name).length > 0 ? replacement : name;
    let free = stem;
    for (let turn = 2; Object.hasOwn(metadata, free); turn++) free = `${stem} ${turn}`;
    metadata[free] = clean(value).slice(0, LONGEST_META);
  }
  return checkSession({
    ...session,
    title: line(session.title),
    site: line(session.site),
    labels: session.labels.map(label),
    tabs: session.tabs.map((tab) => ({ ...tab, title: line(tab.title), url: line(tab.url) })),
    metadata,
    environment: cleanEnvironment(environment, clean),
    privacy: {
      ...privacy,
      ...(consent && {
        consent: { ...consent, source: label(consent.source), version: label(consent.version) },
      }),
    },
    ...(project !== undefined && { project: label(project) }),
    ...(user !== undefined && { user: label(user) }),
    ...(endReason !== undefined && { endReason: line(endReason) }),
    ...(charter !== undefined && { charter: clean(charter).slice(0, LONGEST_CHARTER) }),
  });
}

const LINES: ReadonlySet<string> = new Set(["url", "referrer", "userAgent"]);

/** A word that may be only one of some stays: it was not the page that said it. */
const WORDS: ReadonlySet<string> = new Set(["colorScheme"]);

function cleanEnvironment(environment: Environment, clean: TextMatcher["clean"]): Environment {
  const entries = Object.entries(environment).map(([name, value]) => {
    if (typeof value !== "string" || WORDS.has(name)) return [name, value];
    return [name, clean(value).slice(0, LINES.has(name) ? LONGEST_LINE : LONGEST_LABEL)];
  });
  return Object.fromEntries(entries) as Environment;
}

/** Null where the text does not stand in it. What is changed counts as edited at `now`, so that sync carries it. */
export function cleanAnnotation(
  annotation: Annotation,
  { clean }: TextMatcher,
  now: number,
): Annotation | null {
  const { text, author, editedAt } = annotation;
  const next = {
    ...annotation,
    text: clean(text).slice(0, LONGEST_NOTE),
    ...(author !== undefined && { author: clean(author).slice(0, LONGEST_LABEL) }),
  };
  if (next.text === text && next.author === author) return null;
  return checkAnnotation({ ...next, editedAt: Math.max(now, editedAt + 1) });
}
