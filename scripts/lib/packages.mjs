/** Whether node_modules is what the lockfile says. Plain JavaScript, as setup runs it before anything is installed. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Null when node_modules fits the lockfile, otherwise the reason why not. npm writes what it
 * installed to node_modules/.package-lock.json, once it is done: an install that broke off has none.
 */
export function whyStale(root) {
  const installedPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return "node_modules is not there";
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(installedPath);
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.optional || entry.link) continue;
    const name = path.replace(/^.*node_modules\//, "");
    const version = installed[path]?.version;
    if (version === undefined) return `${name} is missing`;
    if (version !== entry.version) return `${name} is ${version}, not ${entry.version}`;
  }
  // The `node` package brings its program by an install script, which some npm settings skip.
  if (
    wanted["node_modules/node"] &&
    !existsSync(join(root, "node_modules", "node", "bin", "node"))
  ) {
    return "the node package has no program";
  }
  return null;
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
}
