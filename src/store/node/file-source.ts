import { open } from "node:fs/promises";
import { WaymarkError } from "../../format/errors.ts";
import { assertWithin, type ByteSource } from "../bundle/zip.ts";

/** A file that is read piece by piece. Throws what `open` throws. */
export async function openFileSource(path: string): Promise<ByteSource> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  return {
    size,
    async read(from, length) {
      assertWithin(from, length, size);
      const bytes = new Uint8Array(length);
      let at = 0;
      while (at < length) {
        const { bytesRead } = await file.read(bytes, at, length - at, from + at);
        if (bytesRead === 0) throw new WaymarkError("damaged", "It became shorter as it was read.");
        at += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}
