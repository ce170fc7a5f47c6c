import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";
import { asciiScripts } from "../../scripts/lib/ascii-scripts.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The viewer for the sync server: the same app, static files, addresses relative to where it is served. */
export default defineConfig({
  root: here("."),
  base: "./",
  plugins: [solid(), asciiScripts()],
  worker: { format: "es", plugins: () => [asciiScripts()] },
  build: { outDir: here("../../dist/viewer"), emptyOutDir: true, target: "es2023" },
});
