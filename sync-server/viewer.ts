import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { Hono } from "hono";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  woff2: "font/woff2",
  wasm: "application/wasm",
};

/** A content hash in the name, as the bundler writes it: `assets/index-B3xT9q_1.js`. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

/**
 * The viewer's files, behind no key: a shell without data, which asks for the read key itself.
 * The folder is listed once, and only what was listed is ever opened, so no address leads out of it.
 */
export function viewerRoutes(viewerDir: string | undefined): Hono {
  const app = new Hono();
  const files = viewerDir === undefined ? new Map<string, string>() : filesOf(viewerDir);
  const page = files.get("/index.html");
  if (page === undefined) {
    return app.get("/", (c) => c.html(NOT_BUILT));
  }
  files.set("/", page);
  return app.get("*", (c, next) => {
    const file = files.get(c.req.path);
    if (file === undefined) return next();
    const type = TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    return c.body(readFileSync(file), 200, {
      "content-type": type,
      "cache-control": HASHED.test(c.req.path) ? "public, max-age=31536000, immutable" : "no-cache",
    });
  });
}

/** URL path -> file. Empty when the folder is not there. */
function filesOf(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) files.set(`/${name.split(sep).join("/")}`, file);
  }
  return files;
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Waymark</title>
<h1>The server runs, its viewer is not built yet</h1>
<p>Stop the server, run <code>node scripts/build-viewer.ts</code> in the Waymark folder and start the server again.
Sending and reading sessions under <code>/v1</code> works meanwhile.</p>
</html>
`;
