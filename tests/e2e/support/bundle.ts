import { build, type Plugin } from "vite";

/** One script of `entry` and all that it imports, to be evaluated in a page. */
export async function bundleScript(entry: string, plugins: Plugin[] = []): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    plugins,
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ["iife"], name: "bundle", fileName: "bundle" },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as { output: { code?: string }[] }[];
  const code = outputs[0]?.output[0]?.code;
  if (!code) throw new Error(`Bundling ${entry} gave no code.`);
  return code;
}
