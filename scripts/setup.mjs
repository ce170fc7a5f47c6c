/**
 * Makes a fresh clone ready: packages, a Chromium, WXT's generated types, and with `--firefox` (or
 * before `npm test`) a Firefox. Does only what is missing, so it costs nothing to run it again.
 * Plain JavaScript without dependencies, for any Node from 20 on. Speaks on stderr only: `npm run
 * demo -- --json` owns stdout.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, findFirefox } from "./lib/browsers.mjs";
import { whyStale } from "./lib/packages.mjs";

const OLDEST_NODE = 20;
const root = fileURLToPath(new URL("..", import.meta.url));
const wantsFirefox =
  process.argv.includes("--firefox") || process.env.npm_lifecycle_event === "pretest";

class SetupError extends Error {}

try {
  checkNode();
  installPackages();
  installBrowser("Chromium", "chromium", "CHROME_PATH", findChromium);
  if (wantsFirefox) installBrowser("Firefox", "firefox-esr", "FIREFOX_PATH", findFirefox);
  prepareWxt();
} catch (error) {
  const expected = error instanceof SetupError || String(error.message).includes("_PATH is set to");
  process.stderr.write(`\nSetup stopped. ${expected ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= OLDEST_NODE) return;
  throw new SetupError(
    `This is Node ${process.versions.node}; Node ${OLDEST_NODE} or newer is needed to install the project's own.`,
  );
}

function installPackages() {
  const reason = whyStale(root);
  if (reason === null) return;
  say(`installing packages, as ${reason} (npm ci)`);
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, first] = npm?.endsWith("js") ? [process.execPath, [npm]] : ["npm", []];
  run(
    command,
    [...first, ...args],
    "npm ci failed. Check the network and the npm registry settings.",
  );
  const still = whyStale(root);
  if (still !== null) {
    throw new SetupError(
      `npm ci ran, yet ${still}. Does an npm setting skip install scripts (npm config get ignore-scripts)?`,
    );
  }
}

function installBrowser(name, debianPackage, variable, find) {
  if (find() !== null) return;
  if (!canUseApt()) {
    throw new SetupError(
      `No ${name} was found. Install one (on Debian: apt-get install ${debianPackage}) or set ${variable} to its program.`,
    );
  }
  say(`installing ${name} (apt-get install ${debianPackage})`);
  const help = `${name} could not be installed. Install it by hand, or set ${variable} to its program.`;
  run("apt-get", ["update", "-qq"], help);
  run(
    "apt-get",
    ["install", "-qq", "-y", "--no-install-recommends", debianPackage, "fonts-dejavu-core"],
    help,
  );
  if (find() === null) throw new SetupError(help);
}

/** Only as root on Debian itself: Ubuntu's `chromium` package is a pointer to another installer. */
function canUseApt() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return process.getuid?.() === 0 && /^ID="?debian"?$/m.test(release);
}

/** WXT writes types that tell the entrypoints; they go stale when the config or an entrypoint changes. */
function prepareWxt() {
  const types = join(root, ".wxt", "wxt.d.ts");
  const sources = [join(root, "wxt.config.ts"), join(root, "entrypoints")];
  const newest = Math.max(...sources.map(changedAt));
  if (existsSync(types) && changedAt(types) >= newest) return;
  say("preparing WXT's types (wxt prepare)");
  run(join(root, "node_modules", ".bin", "wxt"), ["prepare"], "wxt prepare failed, see above.");
  // WXT leaves a file alone that would not change; its time says when this was last looked at.
  utimesSync(types, new Date(), new Date());
}

/** Time of the last change in milliseconds; of a folder, that of itself and what is directly in it. */
function changedAt(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(
    stats.mtimeMs,
    ...readdirSync(path).map((name) => statSync(join(path, name)).mtimeMs),
  );
}

/** Runs to the end, silent unless it fails. The project's own Node comes first in PATH once it is there. */
function run(command, args, help) {
  const env = {
    ...process.env,
    PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    DEBIAN_FRONTEND: "noninteractive",
  };
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return;
  const cause = result.error?.message ?? `${command} ended with ${result.status ?? result.signal}`;
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim().slice(-8000);
  throw new SetupError([output, cause, help].filter(Boolean).join("\n"));
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}
