import { createMemoryDocs } from "../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../src/store/memory/store.ts";
import { describeAuditLog } from "./audit-log.ts";
import { describeDocStore } from "./doc-store.ts";
import { describeErasure } from "./erasure.ts";
import { describeSessionStore } from "./session-store.ts";

describeSessionStore("memory", async () => createMemoryStore(), {
  another: "two memory stores share nothing",
  damage: "nobody reaches into memory",
});

describeDocStore("memory", async () => createMemoryDocs());
describeErasure("memory", async () => createMemoryStore());
describeAuditLog("memory", async () => createMemoryDocs());
