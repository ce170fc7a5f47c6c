import { fileURLToPath } from "node:url";
import { build } from "vite";
import { asciiScripts } from "./lib/ascii-scripts.ts";
import { mendedRrweb } from "./lib/mended-rrweb.ts";

/** Builds the viewer that the sync server serves, into dist/viewer. Run by `waymark serve` when it is missing. */
await build({
  configFile: fileURLToPath(new URL("../viewer/server/vite.config.ts", import.meta.url)),
  logLevel: "warn",
  plugins: [asciiScripts(), mendedRrweb()],
  worker: { plugins: () => [asciiScripts()] },
});
