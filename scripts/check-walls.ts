import { resolve } from "node:path";
import { checkWalls } from "./lib/walls.ts";

/** `node scripts/check-walls.ts [root]`: prints every broken import wall and what to do instead. */
const root = resolve(process.argv[2] ?? ".");
const { problems, modules } = await checkWalls(root);
for (const { place, problem, instead } of problems) {
  console.log(`${place}\n  ${problem}\n  Instead: ${instead}\n`);
}
if (modules === 0) {
  console.log(`No modules found under ${root}: is this the repository?`);
  process.exitCode = 1;
} else if (problems.length > 0) {
  console.log(`${problems.length} broken walls in ${modules} modules.`);
  process.exitCode = 1;
} else {
  console.log(`Walls and cycles: ${modules} modules, all well.`);
}
