import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll } from "vitest";
import { openSqliteDocs } from "../../src/store/node/sqlite-docs.ts";
import { openSqliteStore } from "../../src/store/node/sqlite-store.ts";
import { describeAuditLog } from "./audit-log.ts";
import { describeDocStore } from "./doc-store.ts";
import { describeErasure } from "./erasure.ts";
import { describeSessionStore } from "./session-store.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = () => join(folder, `${files++}.db`);
const fileOf = (store: { name: string }) => store.name.slice("sqlite:".length);

describeSessionStore("sqlite file", async () => openSqliteStore(newFile()), {
  another: async (first) => openSqliteStore(fileOf(first)),
  damage: async (store, id) => {
    const db = new DatabaseSync(fileOf(store));
    db.prepare("UPDATE sessions SET doc = '{\"format\":1}' WHERE id = ?").run(id);
    db.close();
  },
  modelRuns: 20,
});

describeSessionStore("sqlite in memory", async () => openSqliteStore(":memory:"), {
  another: "a database in memory belongs to one connection",
  damage: "a database in memory belongs to one connection",
});

describeErasure("sqlite", async () => openSqliteStore(newFile()));
describeAuditLog("sqlite", async () => openSqliteDocs(newFile()));

let docsFile = "";
describeDocStore(
  "sqlite",
  async () => openSqliteDocs((docsFile = newFile())),
  async () => openSqliteDocs(docsFile),
);
