import { type Remote, wrap } from "comlink";
import { render } from "solid-js/web";
import "../../viewer/theme.css";
import { popupHost } from "../../src/extension/ui/popup-host.ts";
import { Popup } from "../../src/extension/ui/Popup.tsx";
import type { LiveWorker } from "../../src/worker/live-worker.ts";

let counting: Remote<LiveWorker> | undefined;

/** Started once there is a session to look at; the popup takes it along as it closes. */
const startCounting = () =>
  wrap<LiveWorker>(
    new Worker(new URL("../../src/worker/live-worker.ts", import.meta.url), { type: "module" }),
  );

const host = {
  ...popupHost,
  countFindings: (id: string) => (counting ??= startCounting()).countFindings(id),
};

render(() => <Popup host={host} />, document.body);
