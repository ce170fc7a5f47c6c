import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The viewer for the sync server: the same app, static files, addresses relative to where it is served. */
export default defineConfig({
  root: here("."),
  base: "./",
  plugins: [solid()],
  worker: { format: "es" },
  build: { outDir: here("../../dist/viewer"), emptyOutDir: true, target: "es2023" },
});
