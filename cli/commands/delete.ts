import { noteAct } from "../../src/store/audit-log.ts";
import { command } from "../command.ts";
import { openLibrary, STORE_ARGS } from "../open-store.ts";

export const deleteCommand = command({
  name: "delete",
  description: "Delete a session for good; needs its id in full",
  args: {
    session: { type: "positional", required: true, description: "Session id" },
    ...STORE_ARGS,
  },
  examples: ["waymark delete 01k2x3 --store http://127.0.0.1:4820"],
  async run({ session, ...args }, io) {
    const library = openLibrary(args, io.env);
    try {
      const { store, docs } = library;
      const known = (await store.getSession(session)) !== null;
      await store.deleteSession(session);
      const detail = known ? "Deleted for good." : "A tombstone was put where no session was.";
      if (docs) await noteAct(docs, { at: Date.now(), act: "delete", sessionId: session, detail });
      return { sessionId: session, deleted: known };
    } finally {
      await library.close();
    }
  },
  human: ({ sessionId, deleted }) =>
    deleted
      ? `Deleted ${sessionId}. A tombstone keeps late uploads of it out.`
      : `There was no ${sessionId}; a tombstone now keeps it out.`,
});
