import type { Remote } from "comlink";
import type { WaymarkWorker } from "../../../src/worker/api.ts";
import { startViewer } from "../../../viewer/start.tsx";
import { makeFakeWorker } from "./fake-worker.ts";

/** The viewer over a worker that lives in the page, for tests of the viewer alone. */
const fake = makeFakeWorker(new URLSearchParams(location.search));
const options = new URLSearchParams(location.search);

startViewer(
  {
    source: { kind: "indexeddb" },
    startWorker: () => ({ api: fake as unknown as Remote<WaymarkWorker>, stop: () => {} }),
    canEdit: true,
    fetchesSourceMaps: true,
    getServer: async () =>
      options.has("no-server") ? null : { url: "https://team.example", key: "ingest" },
    openOptions: () => document.body.setAttribute("data-options-opened", ""),
    howToRecord: [
      "Open the page you want to test.",
      "Press the Waymark button in the browser’s toolbar, then “Start recording”.",
      "Use the page. Press “Stop” when you are done, and the session appears here.",
    ],
  },
  document.getElementById("app") as HTMLElement,
);
