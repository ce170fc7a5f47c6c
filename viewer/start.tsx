import { render } from "solid-js/web";
import { App } from "./app.tsx";
import type { ViewerHost } from "./host.ts";
import { applyTheme } from "./theme.ts";

/** Mounts the viewer; the same call in the extension and in the server's page. */
export function startViewer(host: ViewerHost, root: HTMLElement): void {
  applyTheme();
  root.replaceChildren();
  render(() => <App host={host} />, root);
}
