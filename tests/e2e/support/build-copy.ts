import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUILD } from "./extension.ts";

interface Manifest {
  version: string;
  permissions: string[];
}

export interface BuildCopy {
  folder: string;
  changeManifest(change: (manifest: Manifest) => Partial<Manifest>): Promise<void>;
  remove(): Promise<void>;
}

/** The e2e build in a folder of its own, for tests that change it. */
export async function copyBuild(): Promise<BuildCopy> {
  const folder = await mkdtemp(join(tmpdir(), "waymark-build-"));
  await cp(BUILD, folder, { recursive: true });
  return {
    folder,
    async changeManifest(change) {
      const file = join(folder, "manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
      await writeFile(file, JSON.stringify({ ...manifest, ...change(manifest) }));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
