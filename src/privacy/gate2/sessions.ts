import type { Sanitized } from "../../format/sanitized.ts";
import { checkAnnotation, checkSession, checkSessionPatch } from "../../format/schemas.ts";
import {
  type Annotation,
  type Environment,
  LONGEST_CHARTER,
  LONGEST_NOTE,
  type Session,
  type SessionPatch,
  type Tab,
} from "../../format/session.ts";
import type { Hits } from "../hits.ts";
import { mint } from "../mint.ts";
import { createRedactor, type Redactor } from "../redaction/redactor.ts";
import { cleanUrl } from "../sanitize/clean-url.ts";

const LONGEST_LINE = 2_048;
const LONGEST_META = 1_024;

/**
 * Sessions, patches and annotations of this machine on their way to the store: titles, URLs,
 * metadata and notes run through the patterns (rule P5). Each throws `invalid-input` for a wrong
 * shape. `redactor` is the site's. What it finds in a session counts among the session's hits; of the others
 * the hits are the caller's to show.
 */
export function sanitizeSession(session: Session, redactor: Redactor = plain): Sanitized<Session> {
  const hits: Hits = { ...session.privacy.hits };
  const patch = cleanFields(session, redactor, hits);
  const privacy = { ...session.privacy, ...patch.privacy, hits };
  return mint(checkSession({ ...session, ...patch, privacy }));
}

export function sanitizePatch(
  patch: SessionPatch,
  redactor: Redactor = plain,
  hits: Hits = {},
): Sanitized<SessionPatch> {
  return mint(checkSessionPatch({ ...patch, ...cleanFields(patch, redactor, hits) }));
}

export function sanitizeAnnotation(
  annotation: Annotation,
  redactor: Redactor = plain,
  hits: Hits = {},
): Sanitized<Annotation> {
  const text = redactor.text(annotation.text, hits).slice(0, LONGEST_NOTE);
  return mint(
    checkAnnotation({
      ...annotation,
      text,
      ...(annotation.author === undefined
        ? {}
        : { author: redactor.text(annotation.author, hits).slice(0, 128) }),
    }),
  );
}

const plain = createRedactor();

function cleanFields(from: SessionPatch, redactor: Redactor, hits: Hits): SessionPatch {
  const line = (text: string, most = LONGEST_LINE) => redactor.text(text, hits).slice(0, most);
  const out: SessionPatch = {};
  for (const name of ["title", "site", "endReason"] as const) {
    if (from[name] !== undefined) out[name] = line(from[name]);
  }
  for (const name of ["project", "user"] as const) {
    if (from[name] !== undefined) out[name] = line(from[name], 128);
  }
  if (from.charter !== undefined) out.charter = line(from.charter, LONGEST_CHARTER);
  if (from.labels) out.labels = from.labels.map((label) => line(label, 128));
  if (from.tabs) out.tabs = from.tabs.map((tab) => cleanTab(tab, redactor, hits));
  if (from.metadata) {
    out.metadata = Object.fromEntries(
      Object.entries(redactor.value(from.metadata, hits) as Record<string, string>).map(
        ([name, value]) => [name.slice(0, 128), String(value).slice(0, LONGEST_META)],
      ),
    );
  }
  if (from.privacy) {
    const { consent } = from.privacy;
    out.privacy = {
      ...from.privacy,
      ...(consent && {
        consent: {
          ...consent,
          source: line(consent.source, 128),
          version: line(consent.version, 128),
        },
      }),
    };
  }
  if (from.environment) out.environment = cleanEnvironment(from.environment, redactor, hits);
  return out;
}

const LONGEST_LABEL = 128;
const ADDRESSES: ReadonlySet<string> = new Set(["url", "referrer"]);

function cleanEnvironment(from: Environment, redactor: Redactor, hits: Hits): Environment {
  const entries = Object.entries(from).map(([name, value]) => {
    // One of two words, whatever a pattern makes of them.
    if (typeof value !== "string" || name === "colorScheme") return [name, value];
    if (ADDRESSES.has(name)) {
      return [name, cleanUrl(value, "link", redactor, hits).slice(0, LONGEST_LINE)];
    }
    const most = name === "userAgent" ? LONGEST_LINE : LONGEST_LABEL;
    return [name, redactor.text(value, hits).slice(0, most)];
  });
  return Object.fromEntries(entries) as Environment;
}

function cleanTab(tab: Tab, redactor: Redactor, hits: Hits): Tab {
  return {
    ...tab,
    title: redactor.text(tab.title, hits).slice(0, LONGEST_LINE),
    url: cleanUrl(tab.url, "link", redactor, hits).slice(0, LONGEST_LINE),
  };
}
