import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/**
 * Bundles the command line into dist/waymark.js, which runs on Node alone, and what it loads. They stand as deep in the
 * package as sync-server/ does, so that the server finds the viewer from either.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: "warn",
  ssr: { noExternal: true },
  build: {
    ssr: "cli/bin.ts",
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    minify: false,
    rolldownOptions: {
      output: { entryFileNames: "waymark.js", chunkFileNames: "waymark-[name].js" },
    },
  },
});
chmodSync(`${root}/dist/waymark.js`, 0o755);
