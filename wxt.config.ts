import type { Plugin } from "vite";
import { defineConfig } from "wxt";
import { OPTIONAL_PERMISSIONS } from "./src/extension/optional-permissions.ts";
import { asciiScripts } from "./scripts/lib/ascii-scripts.ts";
import { mendedRrweb } from "./scripts/lib/mended-rrweb.ts";

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

/**
 * WXT wraps each unlisted script into a report of its crashes, a fifth of what the early scripts may
 * weigh. Uncaught, the browser reports an error just as well.
 */
function bareScripts(): Plugin {
  return {
    name: "bare-scripts",
    enforce: "post",
    transform: {
      filter: { id: /virtual:wxt-unlisted-script-entrypoint/ },
      handler(code) {
        const definition = /import definition from "[^"]+";/.exec(code)?.[0];
        if (!definition) throw new Error("WXT's wrapper of unlisted scripts has changed.");
        return { code: `${definition}\ndefinition.main();`, map: null };
      },
    },
  };
}

// What is tested and measured is what is shipped: WXT takes the mode's name for it, and a library's development
// build would come with any other than "production".
if (process.env["NODE_ENV"] === "e2e") process.env["NODE_ENV"] = "production";

/** `--mode e2e` builds a third extension whose permissions are granted, for tests that cannot click a prompt. */
export default defineConfig({
  srcDir: ".",
  publicDir: "src/extension/public",
  imports: false,
  modules: ["@wxt-dev/module-solid"],
  manifestVersion: 3,
  vite: () => ({
    plugins: [asciiScripts(), bareScripts(), mendedRrweb()],
    worker: { format: "es", plugins: () => [asciiScripts()] },
  }),
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
      ...(mode === "e2e" ? OPTIONAL_PERMISSIONS : []),
    ],
    ...(mode === "e2e"
      ? { host_permissions: ["<all_urls>"] }
      : {
          optional_permissions: [...OPTIONAL_PERMISSIONS],
          optional_host_permissions: ["http://*/*", "https://*/*"],
        }),
    incognito: browser === "chrome" ? "split" : "not_allowed",
    content_security_policy: { extension_pages: VIEWER_CSP },
    commands: {
      "toggle-recording": {
        suggested_key: { default: "Alt+Shift+Y" },
        description: "Start or stop recording this tab",
      },
      mark: {
        suggested_key: { default: "Alt+Shift+M" },
        description: "Mark this moment of the recording as a bug",
      },
      // Chromium hands out no Alt+Shift+R.
      "save-rewind": {
        suggested_key: { default: "Alt+Shift+U" },
        description: "Save the last minutes of this tab",
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
      : {
          minimum_chrome_version: "120",
          // Firefox reads managed storage without being told what is in it.
          storage: { managed_schema: "managed_schema.json" },
          // From Chrome 148 on a batch's JSON is copied then, not written as JSON again; older ones ignore it.
          message_serialization: "structured_clone",
        }),
  }),
});
