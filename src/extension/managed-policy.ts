import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import {
  DEFAULT_PRIVACY,
  type PrivacySettings,
  readPolicyFile,
} from "../privacy/privacy-settings.ts";

/** The name under which an administrator sets the text of a policy file; also in managed_schema.json. */
export const POLICY_KEY = "policyFile";

/** What an administrator set for all who use this browser. It holds in place of the user's own settings. */
export interface ManagedPolicy {
  privacy: PrivacySettings;
  /** Why it cannot be applied; nothing is recorded then (rule P8). */
  refusal: string | null;
}

/** Under settings that are wrong no site is allowed: `.invalid` is no site's name, and never will be. */
export const NOWHERE: PrivacySettings = { ...DEFAULT_PRIVACY, allow: ["nowhere.invalid"] };

/** Firefox's words for a browser that has no administrator. Chromium gives an empty answer instead. */
const NO_MANIFEST = /managed storage manifest not found/i;

/** Null where no administrator set one. Never rejects: what cannot be read refuses to record. */
export async function readManagedPolicy(): Promise<ManagedPolicy | null> {
  // Not every browser has it.
  const { managed } = browser.storage as Partial<typeof browser.storage>;
  if (!managed) return null;
  let text: unknown;
  try {
    text = (await managed.get(POLICY_KEY))[POLICY_KEY];
  } catch (error) {
    return NO_MANIFEST.test(messageOf(error)) ? null : refuse(messageOf(error));
  }
  if (text === undefined) return null;
  if (typeof text !== "string") return refuse(`"${POLICY_KEY}" must be the text of a policy file.`);
  try {
    return { privacy: readPolicyFile(text), refusal: null };
  } catch (error) {
    return refuse(messageOf(error));
  }
}

function refuse(why: string): ManagedPolicy {
  const refusal = `Nothing is recorded: the privacy policy that your administrator set cannot be used. ${why} Ask your administrator to correct it.`;
  return { privacy: NOWHERE, refusal };
}
