import { encodeUtf8, gunzipText, gzip } from "../../store/bytes.ts";
import { MOST_KEYFRAME_BYTES } from "../../ask/keyframe.ts";
import type { Scene } from "../api.ts";

/** Scenes that are likely to be asked for, packed: a page of 5,000 nodes weighs about 50 KB. */
export interface PreparedScenes {
  /** Length of the scene's JSON; null for a moment that was not prepared. */
  sizeOf(where: string): number | null;
  /** Null for a moment that was not prepared. */
  take(where: string): Promise<Scene> | null;
  /** Keeps it, unless there would be more than a few megabytes of them then. */
  keep(where: string, scene: Scene): Promise<void>;
}

type Packed = Omit<Scene, "json"> & { packed: Uint8Array; size: number };

/** Of all of them: pages that are too large to be kept are made when they are asked for. */
const MOST_BYTES = 2_000_000;

export function createPreparedScenes(): PreparedScenes {
  const kept = new Map<string, Packed>();
  let bytes = 0;

  async function unpacked({ packed, size: _, ...scene }: Packed): Promise<Scene> {
    return { ...scene, json: await gunzipText(packed, MOST_KEYFRAME_BYTES) };
  }

  return {
    sizeOf: (where) => kept.get(where)?.size ?? null,
    take(where) {
      const found = kept.get(where);
      return found ? unpacked(found) : null;
    },
    async keep(where, { json, ...scene }) {
      const packed = await gzip(encodeUtf8(json));
      if (kept.has(where) || bytes + packed.length > MOST_BYTES) return;
      bytes += packed.length;
      kept.set(where, { ...scene, packed, size: json.length });
    },
  };
}
