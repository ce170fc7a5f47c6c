import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedPage {
  body: string;
  /** Default: `text/html`. */
  type?: string;
}

/** Serves made-up pages at a free loopback port; `pageAt` returns none for what is not found. */
export async function servePages(
  pageAt: (url: URL) => ServedPage | undefined,
): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const page = pageAt(new URL(request.url!, "http://x"));
    if (page) response.setHeader("content-type", page.type ?? "text/html").end(page.body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
