import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findChromium, findFirefox } from "../../../scripts/lib/browsers.mjs";
import { whyStale } from "../../../scripts/lib/packages.mjs";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "waymark-setup-"));
});

afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text = "", mode = 0o644): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

const program = (path: string) => put(path, "#!/bin/sh\n", 0o755);

test("CHROME_PATH wins over a browser in PATH", async () => {
  const own = await program("own/chrome");
  const inPath = await program("bin/chromium");
  const env = { PATH: dirname(inPath) };
  expect(findChromium({ ...env, CHROME_PATH: own })).toBe(own);
  expect(findChromium(env)).toBe(inPath);
});

test("a CHROME_PATH or FIREFOX_PATH that names no program is said, not replaced", async () => {
  const text = await put("chrome.txt");
  expect(() => findChromium({ CHROME_PATH: text })).toThrow("CHROME_PATH is set to");
  expect(() => findFirefox({ FIREFOX_PATH: join(root, "none") })).toThrow("FIREFOX_PATH is set to");
});

test("Playwright's newest Chromium is preferred to Google Chrome, which ignores --load-extension", async () => {
  await program("bin/google-chrome");
  await program("cache/chromium-999/chrome-linux/chrome");
  const newest = await program("cache/chromium-1200/chrome-linux64/chrome");
  const env = { PATH: join(root, "bin"), PLAYWRIGHT_BROWSERS_PATH: join(root, "cache") };
  expect(findChromium(env)).toBe(newest);
  expect(findChromium({ ...env, PLAYWRIGHT_BROWSERS_PATH: join(root, "none") })).toBe(
    join(root, "bin/google-chrome"),
  );
});

// On a Mac an installed browser is found outside PATH too.
test.skipIf(process.platform === "darwin")(
  "Firefox ESR is preferred, and nothing is found where nothing is",
  async () => {
    await program("bin/firefox");
    const esr = await program("bin/firefox-esr");
    expect(findFirefox({ PATH: join(root, "bin") })).toBe(esr);
    expect(findFirefox({ PATH: join(root, "empty") })).toBeNull();
  },
);

const lock = (packages: Record<string, unknown>) => JSON.stringify({ packages });

test("packages are stale when absent, missing one, or at another version, and the reason says which", async () => {
  await put(
    "package-lock.json",
    lock({
      "": { name: "x" },
      "node_modules/a": { version: "1.0.0" },
      "node_modules/a/node_modules/@s/b": { version: "2.0.0" },
      "node_modules/other-system": { version: "1.0.0", optional: true },
    }),
  );
  expect(whyStale(root)).toBe("node_modules is not there");
  const a = { "node_modules/a": { version: "1.0.0" } };
  await put("node_modules/.package-lock.json", lock(a));
  expect(whyStale(root)).toBe("@s/b is missing");
  const b = (version: string) => ({ ...a, "node_modules/a/node_modules/@s/b": { version } });
  await put("node_modules/.package-lock.json", lock(b("1.9.0")));
  expect(whyStale(root)).toBe("@s/b is 1.9.0, not 2.0.0");
  await put("node_modules/.package-lock.json", lock(b("2.0.0")));
  expect(whyStale(root)).toBeNull();
});

test("packages are stale when the project's own Node has no program", async () => {
  const packages = { "node_modules/node": { version: "24.0.0" } };
  await put("package-lock.json", lock(packages));
  await put("node_modules/.package-lock.json", lock(packages));
  expect(whyStale(root)).toBe("the node package has no program");
  await program("node_modules/node/bin/node");
  expect(whyStale(root)).toBeNull();
});
