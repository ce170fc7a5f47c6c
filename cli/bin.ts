#!/usr/bin/env node
import process from "node:process";

/** The packed command: an older Node would fail on the first import of main.ts with words that help nobody. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await import("./main.ts");
} else {
  process.stderr.write(
    `waymark: Node 22.18 or newer is needed; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
}
