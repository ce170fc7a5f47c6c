import { command } from "../command.ts";
import { openStore, STORE_ARGS } from "../open-store.ts";

export const deleteCommand = command({
  name: "delete",
  description: "Delete a session for good; needs its id in full",
  args: {
    session: { type: "positional", required: true, description: "Session id" },
    ...STORE_ARGS,
  },
  examples: ["waymark delete 01k2x3 --store http://127.0.0.1:4820"],
  async run({ session, ...args }, io) {
    const store = openStore(args, io.env);
    try {
      const known = (await store.getSession(session)) !== null;
      await store.deleteSession(session);
      return { sessionId: session, deleted: known };
    } finally {
      await store.close();
    }
  },
  human: ({ sessionId, deleted }) =>
    deleted
      ? `Deleted ${sessionId}. A tombstone keeps late uploads of it out.`
      : `There was no ${sessionId}; a tombstone now keeps it out.`,
});
