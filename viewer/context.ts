import { createContext, useContext } from "solid-js";
import type { ViewerHost } from "./host.ts";
import type { OpenAhead } from "./open-ahead.ts";
import type { WorkerApi } from "./worker-client.ts";

export interface Viewer {
  host: ViewerHost;
  /**
   * The worker that lists, opens and seeks; connected before the first page shows. What takes seconds
   * runs in a worker of its own (`inOwnWorker`), so that this one always answers.
   */
  api: WorkerApi;
  ahead: OpenAhead;
}

export const ViewerContext = createContext<Viewer>();

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("This component must stand inside <App>.");
  return viewer;
}
