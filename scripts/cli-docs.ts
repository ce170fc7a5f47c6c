import { readFileSync, writeFileSync } from "node:fs";
import { COMMANDS } from "../cli/commands.ts";
import { withReference } from "./lib/cli-docs.ts";

/** Writes the reference in docs/cli.md anew. A test fails where that is due. */
const file = new URL("../docs/cli.md", import.meta.url);
writeFileSync(file, withReference(readFileSync(file, "utf8"), COMMANDS));
