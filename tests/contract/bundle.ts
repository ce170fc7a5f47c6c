import { exportBundle } from "../../src/export/bundle.ts";
import { letLeave } from "../../src/export/leave.ts";
import { openBundleStore } from "../../src/store/bundle/open.ts";
import { sourceOfBytes } from "../../src/store/bundle/zip.ts";
import type { SessionStore } from "../../src/store/session-store.ts";

/** A session as the bytes of its bundle, by the one way out. */
export async function bundleOf(store: SessionStore, id: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const options = {
    form: "bundle",
    where: "as a bundle",
    ask: () => true,
    docs: null,
    now: Date.now,
  } as const;
  await letLeave(store, id, options, (cleared) =>
    exportBundle(store, cleared, (chunk) => {
      chunks.push(chunk);
    }),
  );
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

export const openBundle = (bytes: Uint8Array): Promise<SessionStore> =>
  openBundleStore(sourceOfBytes(bytes), "x.waymark.zip");
