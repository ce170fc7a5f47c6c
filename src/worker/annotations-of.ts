import type { SessionId } from "../format/ids.ts";
import { standing } from "../format/marks.ts";
import type { Annotation } from "../format/session.ts";
import type { SessionStore } from "../store/session-store.ts";

/** The marks of a session that were not taken away; none where the store keeps no marks. */
export const annotationsOf = async (store: SessionStore, id: SessionId): Promise<Annotation[]> =>
  store.lacks.annotations === undefined ? standing(await store.listAnnotations(id)) : [];
