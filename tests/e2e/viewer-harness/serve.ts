import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Page } from "@playwright/test";
import solid from "vite-plugin-solid";
import { build } from "vite";

/** An origin that exists only inside the test's browser; under localhost it counts as secure. */
export const ORIGIN = "http://viewer.localhost";
const OUT = join(import.meta.dirname, "../../../dist/viewer-harness");
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

export async function buildHarness(): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    plugins: [solid()],
    logLevel: "warn",
    build: { outDir: OUT, emptyOutDir: true, target: "es2023", minify: false },
  });
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
    const body = await readFile(join(OUT, path)).catch(() => null);
    if (!body) return route.fulfill({ status: 404 });
    return route.fulfill({ body, contentType: TYPES[extname(path)] ?? "application/octet-stream" });
  });
  return { elsewhere };
}
