import type { SitePolicy } from "../privacy/policy.ts";
import { policyFor } from "../privacy/privacy-settings.ts";
import type { RunningSession } from "./recordings.ts";
import type { Role } from "./role.ts";

/** What holds for a document of a session, by the address that the browser gives it. */
export function documentPolicy(
  { privacy }: Pick<RunningSession, "privacy">,
  url: string,
  role: Role,
): SitePolicy {
  return { ...policyFor(privacy, url), backsOff: role.buffering !== undefined };
}
