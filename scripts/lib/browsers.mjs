/**
 * Finds the browsers that demo and tests drive. Plain JavaScript, as setup uses it before anything
 * is installed.
 */
import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Google's own builds come last: since version 137 they ignore `--load-extension`. */
const CHROMIUM_NAMES = ["chromium", "chromium-browser"];
const CHROME_NAMES = ["google-chrome-stable", "google-chrome"];
const FIREFOX_NAMES = ["firefox-esr", "firefox"];
const MAC_CHROMIUM = ["/Applications/Chromium.app/Contents/MacOS/Chromium"];
const MAC_CHROME = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const MAC_FIREFOX = ["/Applications/Firefox.app/Contents/MacOS/firefox"];

/** Path of a Chromium that can load extensions, or null. `CHROME_PATH` wins; throws when it names no program. */
export function findChromium(env = process.env) {
  return (
    fromVariable(env, "CHROME_PATH") ??
    firstProgram([...onPath(env, CHROMIUM_NAMES), ...MAC_CHROMIUM]) ??
    firstProgram(playwrightChromiums(env)) ??
    firstProgram([...onPath(env, CHROME_NAMES), ...MAC_CHROME])
  );
}

/** Path of a Firefox, or null. `FIREFOX_PATH` wins; throws when it names no program. */
export function findFirefox(env = process.env) {
  return (
    fromVariable(env, "FIREFOX_PATH") ??
    firstProgram([...onPath(env, FIREFOX_NAMES), ...MAC_FIREFOX])
  );
}

function fromVariable(env, name) {
  const path = env[name];
  if (!path) return null;
  if (!isProgram(path)) throw new Error(`${name} is set to ${path}, which is not a program.`);
  return path;
}

function onPath(env, names) {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Chromiums that Playwright downloaded, newest first. */
function playwrightChromiums(env) {
  const caches = env.PLAYWRIGHT_BROWSERS_PATH
    ? [env.PLAYWRIGHT_BROWSERS_PATH]
    : [
        join(homedir(), ".cache", "ms-playwright"),
        join(homedir(), "Library", "Caches", "ms-playwright"),
      ];
  return caches.flatMap((cache) =>
    foldersIn(cache)
      .filter((name) => /^chromium-\d+$/.test(name))
      .toSorted((a, b) => Number(b.split("-")[1]) - Number(a.split("-")[1]))
      .flatMap((name) => [
        join(cache, name, "chrome-linux64", "chrome"),
        join(cache, name, "chrome-linux", "chrome"),
        join(cache, name, "chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"),
      ]),
  );
}

function foldersIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  }
}

function firstProgram(paths) {
  return paths.find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent, a dangling link or not ours to run: the next place may have one.
    return false;
  }
}
