import { render } from "solid-js/web";
import { App } from "../app.tsx";
import type { ViewerHost } from "../host.ts";
import { applyTheme } from "../theme.ts";
import { overWorker } from "../worker-client.ts";
import { KeyDoor } from "./KeyDoor.tsx";

/** The server's own address: this page is served from it, perhaps under a path. */
const baseUrl = new URL(".", location.href).href.replace(/\/$/, "");

function hostWith(key: string, leave: () => void): ViewerHost {
  return {
    source: { kind: "http", baseUrl, key },
    startWorker: () =>
      overWorker(
        new Worker(new URL("../../src/worker/worker.ts", import.meta.url), { type: "module" }),
      ),
    // A read key may not; whoever owns a session edits it where it was recorded.
    canEdit: false,
    leave,
    howToRecord: [
      "Install the Waymark extension and enter this server with an ingest key in its options.",
      "Record a session, open it in the extension and press “Push”.",
    ],
  };
}

applyTheme();
const root = document.getElementById("app") as HTMLElement;
root.replaceChildren();
render(() => <KeyDoor>{(key, leave) => <App host={hostWith(key, leave)} />}</KeyDoor>, root);
