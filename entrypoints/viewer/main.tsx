import { browser } from "wxt/browser";
import { patternsOf, readSettings } from "../../src/extension/settings.ts";
import { startViewer } from "../../viewer/start.tsx";
import { overWorker } from "../../viewer/worker-client.ts";

const root = document.getElementById("app") as HTMLElement;

startViewer(
  {
    source: { kind: "indexeddb" },
    startWorker: () =>
      overWorker(
        new Worker(new URL("../../src/worker/worker.ts", import.meta.url), { type: "module" }),
      ),
    canEdit: true,
    patternsFor: patternsOf,
    getServer: async () => (await readSettings()).server,
    openOptions: () => void browser.runtime.openOptionsPage(),
    fetchesSourceMaps: true,
    howToRecord: [
      "Open the page you want to test.",
      "Press the Waymark button in the browser’s toolbar, then “Start recording”.",
      "Use the page. Press “Stop” when you are done, and the session appears here.",
    ],
  },
  root,
);
