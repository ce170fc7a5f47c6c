import { messageOf } from "../../format/errors.ts";
import type { Answer, RecorderState } from "../messages.ts";
import { ALL_SITES } from "../refusals.ts";
import type { Ask } from "./ask.ts";
import { popupStrings } from "./strings/popup.ts";

/** What the browser is asked for: the tab's site, or every site so that a session may wander. */
export type Scope = "site" | "all";

/**
 * Starts recording, asking for access first where it is missing. Must be called in the click
 * itself: both browsers show a permission prompt only while a user's gesture is being handled, so
 * nothing may be awaited before `requestOrigins`.
 */
export async function startRecording(options: {
  state: RecorderState;
  scope: Scope;
  /** What the session is to explore; "" where nobody said. */
  charter?: string;
  ask: Ask;
  /** Resolves to whether the user granted access. */
  requestOrigins: (origins: string[]) => Promise<boolean>;
}): Promise<Answer> {
  const { state, scope, charter = "", ask, requestOrigins } = options;
  const said = charter.trim() === "" ? {} : { charter: charter.trim() };
  const tabId = state.tab.id;
  if (state.needsPermission && state.refusal?.code !== "browser-page") {
    // Not awaited, see above. Where the prompt closes the popup, the background starts in our place.
    const intent = ask({ type: "intend-start", tabId, ...said });
    const origins = scope === "all" ? ALL_SITES : state.permissionOrigins;
    const no = await grantedOrWhyNot(requestOrigins, origins);
    await intent;
    if (no) {
      await ask({ type: "cancel-start", tabId });
      return { ok: false, sentence: no };
    }
  }
  return ask({ type: "start", tabId, ...said });
}

/** Null when access was granted, else the sentence to show. */
async function grantedOrWhyNot(
  requestOrigins: (origins: string[]) => Promise<boolean>,
  origins: string[],
): Promise<string | null> {
  try {
    return (await requestOrigins(origins)) ? null : popupStrings.denied;
  } catch (error) {
    return popupStrings.askFailed(messageOf(error));
  }
}
