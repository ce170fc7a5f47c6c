import type { Consent } from "../format/session.ts";
import { readConsent } from "../privacy/consent.ts";
import { redactorFor } from "../privacy/gate2/gate2.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { SitePolicy } from "../privacy/policy.ts";
import { needsConsent, type PrivacySettings } from "../privacy/privacy-settings.ts";
import type { PageFacts } from "../record/uplink.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Recording, Recordings } from "./recordings.ts";
import { siteOf } from "./refusals.ts";
import type { Role } from "./role.ts";

export const WAITS =
  "Recording begins here when the page has its user's consent. Nothing of the page is kept until then.";
export const NEVER_CAME = "The page's consent never came, so nothing was recorded or kept.";
export const LEFT_FIRST =
  "The tab left the page before its consent came, so nothing was recorded or kept.";

/** A page can tell another version in each of its documents; the log is not to grow by that for ever. */
const MOST_CONSENTS = 50;

/** Whether a document may not be recorded yet: its site needs a consent, and it has none. */
export function lacksConsent(privacy: PrivacySettings, page: PageFacts): boolean {
  return needsConsent(privacy, page.url) && readConsent(page.consent, Date.now()) === null;
}

/** The consent that a document was recorded by; null where its site needs none. */
export function consentOf(privacy: PrivacySettings, page: PageFacts): Consent | null {
  return needsConsent(privacy, page.url) ? readConsent(page.consent, Date.now()) : null;
}

/** Writes a consent into the session and the audit log. Every document of a site tells it; once is enough. */
export async function noteConsent(
  { store, recordings, role }: { store: SessionStore; recordings: Recordings; role: Role },
  recording: Recording,
  policy: SitePolicy,
  page: PageFacts,
): Promise<void> {
  const session = recordings.sessionOf(recording);
  const said = consentOf(session.privacy, page);
  if (!said) return;
  const site = siteOf(page.url);
  const key = JSON.stringify([site, said.source, said.version]);
  const { consents = [] } = session;
  if (consents.includes(key) || consents.length >= MOST_CONSENTS) return;
  session.consents = [...consents, key];
  await recordings.save();
  const patch = sanitizePatch({ privacy: { consent: said } }, redactorFor(policy));
  await store.patchSession(session.id, patch);
  const { source, version } = patch.privacy!.consent!;
  await role.note("consent", {
    sessionId: session.id,
    site,
    detail: `The page told that it may be recorded: asked by "${source}", version "${version}".`,
  });
}
