import type { Plugin } from "vite";

/**
 * Writes what is not ASCII as escapes. Chromium refuses injected scripts that hold Unicode noncharacters ("isn't
 * UTF-8 encoded"), which minifiers write out of rrweb's escapes; and the engine keeps the text of a script, in two
 * bytes a character where one of them is not Latin.
 */
export function asciiScripts(): Plugin {
  return {
    name: "ascii-scripts",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        file.code = file.code.replaceAll(
          /[\u0080-\uffff]/g,
          (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
      }
    },
  };
}
