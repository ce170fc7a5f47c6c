import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own in memory, so that a browser's profile really runs out of disk. */
export interface SmallDisk {
  path: string;
  freeBytes(): number;
  /** Fills it from outside until about this much is left. */
  fillUpTo(leftBytes: number): void;
  /** Takes back what `fillUpTo` took. */
  free(): void;
  unmount(): void;
}

/** Null where this process may not mount one; the test then says that it was skipped for that. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "waymark-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], {
      stdio: "pipe",
    });
  } catch (error) {
    console.info(`No small disk here: ${String(error)}`);
    rmSync(path, { recursive: true });
    return null;
  }
  const filler = join(path, "filler");
  const chunk = Buffer.alloc(64 * 1024, 1);
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    freeBytes,
    fillUpTo(leftBytes) {
      while (freeBytes() > leftBytes + chunk.length) appendFileSync(filler, chunk);
    },
    free: () => rmSync(filler, { force: true }),
    unmount() {
      // Lazily: a browser process may still be on its way out.
      execFileSync("umount", ["-l", path]);
      rmSync(path, { recursive: true });
    },
  };
}
