import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface LockEntry {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

/**
 * npm leaves optional packages that its registry did not offer out of the lockfile without a word;
 * afterwards `npm ci` refuses the lockfile, here and for everybody.
 */
test("the lockfile names the optional packages of every platform, so that npm ci accepts it", () => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, LockEntry>;
  };
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) =>
        !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
