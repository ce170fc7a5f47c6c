import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, resolve } from "node:path";
import { build } from "vite";

const APPS = resolve(import.meta.dirname, "../../fixtures/apps");

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** As tight as a real site goes: no inline code or styles, no eval, Trusted Types without a policy. */
const STRICT_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** A page without anything: recording starts on it, and replays are drawn in it. */
const EMPTY = '<!doctype html><html lang="en"><title>Empty</title><body></body></html>';

export interface AppServer {
  /** e.g. `http://127.0.0.1:41234`; apps at `/lit/`, the empty page at `/empty.html`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Builds the apps for production, as their sites would, and serves them from memory on two free
 * loopback ports, which are two origins. Anyone may load the files: replays live on other origins.
 */
export async function serveApps(names: readonly string[]): Promise<AppServer> {
  const files = await buildApps(names);
  const origins = { origin: "", otherOrigin: "" };
  files.set("/empty.html", EMPTY);
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://app").pathname;
    const body = path === "/origins.json" ? JSON.stringify(origins) : fileAt(files, path);
    if (path.startsWith("/strict/")) response.setHeader("content-security-policy", STRICT_CSP);
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", TYPES[extname(path) || ".html"] ?? "text/plain");
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body ?? "Not found");
  };
  const servers = [createServer(answer), createServer(answer)];
  const [origin = "", otherOrigin = ""] = await Promise.all(
    servers.map(
      (server) =>
        new Promise<string>((ready) =>
          server.listen(0, "127.0.0.1", () =>
            ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
          ),
        ),
    ),
  );
  Object.assign(origins, { origin, otherOrigin });
  return {
    url: origin,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

/** The file, or for an address without an ending the app's page: single-page apps own their paths. */
function fileAt(files: Map<string, string | Uint8Array>, path: string) {
  if (extname(path)) return files.get(path);
  return files.get(`/${path.split("/")[1]}/index.html`);
}

async function buildApps(names: readonly string[]): Promise<Map<string, string | Uint8Array>> {
  const pages = names.map((name) => `${name}/index.html`);
  if (names.includes("frames")) pages.push("frames/inner.html");
  const built = await build({
    configFile: false,
    root: APPS,
    mode: "production",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: pages.map((page) => resolve(APPS, page)) },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as {
    output: { fileName: string; code?: string; source?: string | Uint8Array }[];
  }[];
  const files = new Map<string, string | Uint8Array>();
  for (const { output } of outputs) {
    for (const { fileName, code, source } of output) files.set(`/${fileName}`, code ?? source!);
  }
  return files;
}
