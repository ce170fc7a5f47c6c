import { deleteDB, openDB } from "idb";
import { WaymarkError } from "../../format/errors.ts";
import { type Db, SCHEMA_VERSION, upgradeSchema, type WaymarkSchema } from "./schema.ts";

export interface Connection {
  /** The open database; opened again when the browser has ended the connection. */
  db(): Promise<Db>;
  close(): Promise<void>;
}

/**
 * @param onBlocked called when another page holds an older version open, so that people can be
 *   asked to close it
 */
export function makeConnection(name: string, onBlocked?: () => void): Connection {
  let current: Promise<Db> | null = null;
  let closed = false;
  const forget = () => {
    current = null;
  };

  return {
    async db() {
      if (closed) {
        throw new WaymarkError("not-allowed", `The database ${name} was closed; open it again.`);
      }
      current ??= open(name, forget, onBlocked).catch((error: unknown) => {
        forget();
        throw error;
      });
      return current;
    },
    async close() {
      closed = true;
      (await current)?.close();
      forget();
    },
  };
}

/** Removes a database with all that is in it; fine where there is none. Waits for whoever has it open. */
export const deleteIndexedDb = (name: string): Promise<void> => deleteDB(name);

async function open(name: string, forget: () => void, onBlocked?: () => void): Promise<Db> {
  try {
    return await openDB<WaymarkSchema>(name, SCHEMA_VERSION, {
      upgrade: (db, from, _to, tx) => upgradeSchema(db, from, tx),
      blocked: () => onBlocked?.(),
      // A newer Waymark wants to upgrade: let it, rather than block it for ever.
      blocking: (_from, _to, event) => {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: forget,
    });
  } catch (cause) {
    if ((cause as { name?: string }).name !== "VersionError") throw cause;
    throw new WaymarkError(
      "from-the-future",
      `The database ${name} was written by a newer Waymark. Reload this page, or update Waymark.`,
      { cause },
    );
  }
}
