import { browser } from "wxt/browser";
import { ALL_SITES } from "./refusals.ts";

/**
 * Opens the page that says what Waymark does, once, as it is installed. Where access to all sites
 * came with the install, an administrator (or a test) set it up: then nobody is to be greeted.
 */
export async function openOnboarding(): Promise<void> {
  if (await browser.permissions.contains({ origins: ALL_SITES })) return;
  const { greeted } = await browser.storage.local.get("greeted");
  if (greeted) return;
  await browser.storage.local.set({ greeted: true });
  await browser.tabs.create({ url: browser.runtime.getURL("/onboarding.html") });
}
