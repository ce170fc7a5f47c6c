import { fileURLToPath } from "node:url";
import { build } from "vite";

/** One classic script of the recorder under test. */
export async function bundleRecorder(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL("./recorder.ts", import.meta.url)),
        formats: ["iife"],
        name: "recorder",
      },
    },
  });
  const output = Array.isArray(built) ? built[0] : built;
  if (!output || !("output" in output)) throw new Error("The bundler returned no output.");
  const chunk = output.output.find((part) => part.type === "chunk");
  if (!chunk) throw new Error("The bundle has no script in it.");
  return chunk.code;
}
