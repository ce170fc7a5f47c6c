import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { echoSockets } from "../../fixtures/server/requests.ts";
import { TYPED } from "./acts.ts";
import { FRAME_MARKUP, MARKUP } from "./markup.ts";
import { LIBRARIES, PATCHES } from "./patches.ts";
import type { Vault } from "./vault.ts";

/** The page with everything in it, and another origin for frames and scripts. */
export interface CanarySite {
  /** Address of the page; its own query and fragment hold a secret each. */
  url: string;
  /** As `url`, of the page with a patch or a library before its other scripts. */
  with(name: string): string;
  close(): Promise<void>;
}

export async function serveCanary(vault: Vault): Promise<CanarySite> {
  const other = createServer((request, response) => answer(request, response, "the other origin"));
  const otherPort = await listen(other);
  const site = createServer((request, response) => answer(request, response, "the frame"));
  const endSockets = echoSockets(site);
  const port = await listen(site);

  function answer(request: IncomingMessage, response: ServerResponse, place: string): void {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    const html = (text: string) => response.setHeader("content-type", "text/html").end(text);
    if (pathname === "/canary") html(canaryPage(vault, otherPort, searchParams.get("with") ?? ""));
    else if (LIBRARIES[pathname.slice(1)])
      void sendLibrary(LIBRARIES[pathname.slice(1)]!, response);
    else if (pathname === "/inner") html(innerPage(vault, place));
    else if (pathname === "/throw.js")
      response
        .setHeader("content-type", "text/javascript")
        .end('throw new Error("from a script file")');
    else if (pathname === "/echo") request.pipe(response);
    else response.writeHead(pathname.startsWith("/api") ? 200 : 404).end();
  }

  const url = `http://127.0.0.1:${port}/canary?user=${vault.at("gone: query of the page")}#${vault.at("gone: fragment of the page")}`;
  return {
    url,
    with: (name) => url.replace("?", `?with=${encodeURIComponent(name)}&`),
    async close() {
      endSockets();
      for (const server of [site, other]) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

async function sendLibrary(file: string, response: ServerResponse): Promise<void> {
  const path = new URL(`../../../node_modules/${file}`, import.meta.url);
  response.setHeader("content-type", "text/javascript").end(await readFile(path));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, listening));
  return (server.address() as AddressInfo).port;
}

const fragments = (vault: Vault, table: Readonly<Record<string, (s: string) => string>>, of = "") =>
  Object.entries(table)
    .map(([place, write]) => write(vault.at(place + of)))
    .join("\n");

function innerPage(vault: Vault, place: string): string {
  return `<!doctype html><title>Frame</title><p>Text of ${place}</p>
    ${fragments(vault, FRAME_MARKUP, `, in ${place}`)}`;
}

const escaped = (html: string) => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

function canaryPage(vault: Vault, otherPort: number, first: string): string {
  const frame = (place: string) =>
    escaped(`<p>Text of ${place}</p>${fragments(vault, FRAME_MARKUP, `, in ${place}`)}`);
  return `<!doctype html><html lang="en"><head>
    <title>Shop of ${vault.at("pattern: title of the page")}</title>
    <meta name="viewport" content="width=device-width">
    <meta name="build" content="${vault.at("pattern: build of the site")}">
    ${LIBRARIES[first] ? `<script src="/${first}"></script>` : `<script>${PATCHES[first] ?? ""}</script>`}
    <script>window.otherPort = "${otherPort}"</script>
    </head><body>
    <h1>Checkout for everyone</h1>
    <div class="col-md-6 panel-heading" data-state="open-state">Delivery in 3 days, order 2024-000123</div>
    <button type="button">Add to cart</button>
    ${fragments(vault, MARKUP)}
    ${Object.values(TYPED).join("\n")}
    <input type="file" id="chosen">
    <iframe name="same" src="/inner?k=${vault.at("gone: query of a frame")}"></iframe>
    <iframe name="other" src="http://localhost:${otherPort}/inner?k=${vault.at("gone: query of a frame of another origin")}"></iframe>
    <iframe srcdoc="${frame("the srcdoc frame")}"></iframe>
    <iframe sandbox="allow-scripts" srcdoc="${frame("the sandbox")}"></iframe>
    </body></html>`;
}
