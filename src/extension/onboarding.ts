import { browser } from "wxt/browser";
import { ALL_SITES } from "./refusals.ts";

/** As both browsers tell it; only Firefox knows `temporary`. */
export interface Installed {
  reason: string;
  temporary?: boolean;
}

/**
 * Opens the page that says what Waymark does, once, as it is installed. Not for a temporary add-on,
 * which its developer loads again and again, nor where access to all sites came with the install:
 * then an administrator (or a test) set it up, and nobody is to be greeted.
 */
export async function greet({ reason, temporary = false }: Installed): Promise<void> {
  if (reason !== "install" || temporary) return;
  if (await browser.permissions.contains({ origins: ALL_SITES })) return;
  const { greeted } = await browser.storage.local.get("greeted");
  if (greeted) return;
  await browser.storage.local.set({ greeted: true });
  await browser.tabs.create({ url: browser.runtime.getURL("/onboarding.html") });
}
