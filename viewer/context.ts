import { createContext, useContext } from "solid-js";
import type { ViewerHost } from "./host.ts";
import type { SpareWorker } from "./spare-worker.ts";
import type { WorkerApi } from "./worker-client.ts";

export interface Viewer {
  host: ViewerHost;
  /** The worker for short questions; connected before the first page shows. */
  api: WorkerApi;
  /** Where an opened session gets a worker of its own. */
  spare: SpareWorker;
}

export const ViewerContext = createContext<Viewer>();

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("This component must stand inside <App>.");
  return viewer;
}
