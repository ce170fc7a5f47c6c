import { extname } from "node:path";
import type { Page } from "@playwright/test";
import solid from "vite-plugin-solid";
import { build, type Rolldown } from "vite";

/** An origin that exists only inside the test's browser; under localhost it counts as secure. */
export const ORIGIN = "http://viewer.localhost";
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** By path. Kept in memory, as several workers build at a time. */
const files = new Map<string, string | Uint8Array>();

export async function buildHarness(): Promise<void> {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    plugins: [solid()],
    logLevel: "warn",
    build: { write: false, target: "es2023", minify: false },
  });
  for (const { output } of [built].flat() as Rolldown.RolldownOutput[]) {
    for (const file of output) {
      files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
    }
  }
}

/** Answers ORIGIN with the built harness, and counts every request that leaves for anywhere else. */
export async function serveHarness(page: Page): Promise<{ elsewhere: string[] }> {
  const elsewhere: string[] = [];
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) {
      elsewhere.push(url.href);
      return route.abort();
    }
    const path = url.pathname === "/" ? "/index.html" : url.pathname;
    const file = files.get(path);
    if (file === undefined) return route.fulfill({ status: 404 });
    const body = typeof file === "string" ? file : Buffer.from(file);
    return route.fulfill({ body, contentType: TYPES[extname(path)] ?? "application/octet-stream" });
  });
  return { elsewhere };
}
