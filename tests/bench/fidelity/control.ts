import type { Page } from "@playwright/test";
import { DEFAULT_PRIVACY, type PrivacySettings } from "../../../src/privacy/privacy-settings.ts";
import type { ExtensionBrowser } from "../../e2e/support/extension.ts";

/** Commands to the extension from one of its own pages, which stays open. */
export interface Control {
  /** Starts recording the tab of `page`; throws the refusal's sentence. */
  start(page: Page): Promise<void>;
  /** Ends what `start` began and resolves to the session's id. */
  stop(page: Page): Promise<string>;
}

/**
 * Sets level `open` with everything unmasked, and canvas pixels allowed on the apps' site, so that
 * masking by rule does not count as infidelity.
 */
export async function openControl(browser: ExtensionBrowser, appUrl: string): Promise<Control> {
  const control = await browser.context.newPage();
  await control.goto(browser.url("options.html"));
  const privacy: PrivacySettings = {
    ...DEFAULT_PRIVACY,
    policy: { ...DEFAULT_PRIVACY.policy, level: "open", unmask: ["*"] },
    canvas: [new URL(appUrl).host],
    indicator: false,
  };
  const settings = { privacy };
  await control.evaluate((wanted) => chrome.storage.local.set({ settings: wanted }), settings);

  const tabs = new Map<Page, number>();
  async function tabOf(page: Page): Promise<number> {
    await page.bringToFront();
    const id = await control.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
      return tab?.id;
    });
    if (id === undefined) throw new Error(`No tab shows ${page.url()}`);
    return id;
  }
  async function command(type: "start" | "stop", page: Page) {
    const tabId = tabs.get(page) ?? (await tabOf(page));
    tabs.set(page, tabId);
    const answer = await control.evaluate((message) => chrome.runtime.sendMessage(message), {
      type,
      tabId,
    });
    if (!answer.ok) throw new Error(`Cannot ${type} recording ${page.url()}: ${answer.sentence}`);
    return answer.state;
  }

  return {
    async start(page) {
      await command("start", page);
    },
    async stop(page) {
      const state = await command("stop", page);
      tabs.delete(page);
      return state.last.id as string;
    },
  };
}
