import { type Browser, chromium } from "@playwright/test";
import { findChromium } from "../../../scripts/lib/browsers.mjs";

/**
 * What the driver switches off by itself and tests need, and the parts of the browser's own window that are web
 * pages: one of those per window costs as much as the page that is tested. The last `--disable-features` counts alone.
 */
const DISABLED = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "InitialWebUI",
  "WebUIReloadButton",
  "WebUIBackForwardButton",
  "WebUIHomeButton",
  "WebUIToolbar",
  "WebUILocationBar",
  "WebUISplitTabsButton",
  "WebUIOmniboxPopup",
  "WebUIOmniboxFullPopup",
  "WebUIOmniboxAimPopup",
];

/** For every Chromium that a test starts. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // The window's own movements (a tab that loads, one that opens) are drawn by the processor.
  "--animation-duration-scale=0",
  "--force-prefers-reduced-motion",
  `--disable-features=${DISABLED.join(",")}`,
];

/** A Chromium without the extension. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] });

/** Throws where there is none. */
export function chromiumPath(): string {
  const path = findChromium();
  if (!path) throw new Error("There is no Chromium here: run node scripts/setup.mjs.");
  return path;
}
