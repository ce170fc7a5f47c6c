import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";
import type { ExtensionBrowser } from "./extension.ts";

/** Sets what the options page would: the defaults, but for `change`. */
export async function setPrivacy(
  browser: ExtensionBrowser,
  change: Partial<PrivacySettings>,
): Promise<void> {
  const page = await browser.ownPage();
  await page.evaluate(
    async (privacy) => {
      const { settings } = await chrome.storage.local.get("settings");
      await chrome.storage.local.set({ settings: { ...(settings as object), privacy } });
    },
    { ...DEFAULT_PRIVACY, ...change },
  );
}
