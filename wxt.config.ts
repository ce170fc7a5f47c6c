import { defineConfig } from "wxt";

const VIEWER_CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' data: blob:",
  "frame-src 'self' about: blob: data:",
  "connect-src 'self' http: https:",
  "object-src 'none'",
].join("; ");

/** `--mode e2e` builds a third extension whose permissions are granted, for tests that cannot click a prompt. */
export default defineConfig({
  srcDir: ".",
  imports: false,
  modules: ["@wxt-dev/module-solid"],
  manifestVersion: 3,
  targetBrowsers: ["chrome", "firefox"],
  manifest: ({ browser, mode }) => ({
    name: "Waymark",
    description: "Record a tab, replay it, and see where the user stumbled. Local first.",
    permissions: [
      "activeTab",
      "scripting",
      "storage",
      "unlimitedStorage",
      "webNavigation",
      "alarms",
    ],
    ...(mode === "e2e"
      ? { host_permissions: ["<all_urls>"] }
      : { optional_host_permissions: ["http://*/*", "https://*/*"] }),
    incognito: browser === "chrome" ? "split" : "not_allowed",
    content_security_policy: { extension_pages: VIEWER_CSP },
    commands: {
      "toggle-recording": {
        suggested_key: { default: "Alt+Shift+R" },
        description: "Start or stop recording this tab",
      },
    },
    ...(browser === "firefox"
      ? {
          browser_specific_settings: {
            gecko: {
              id: "waymark@waymark.example",
              strict_min_version: "128.0",
              data_collection_permissions: { required: ["none"] },
            },
          },
        }
      : { minimum_chrome_version: "120" }),
  }),
});
