import { createResource } from "solid-js";
import type { Session } from "../../src/format/session.ts";
import { useViewer } from "../context.ts";

/** What a session takes on disk, in bytes; null while that is not known, and where the store does not measure. */
export function createStoredSize(session: () => Session): () => number | null {
  const { api } = useViewer();
  const [stored] = createResource(
    () => [session().id, session().rev] as const,
    async ([id]) => {
      try {
        return await api.storedBytes(id);
      } catch (error) {
        console.warn(`Waymark: the size of session ${id} is not known:`, error);
        return null;
      }
    },
  );
  return () => stored.latest ?? null;
}
