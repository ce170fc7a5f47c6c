import { expect, test } from "vitest";
import { AUDIT_ACTS, listAudit } from "../../../src/store/audit-log.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import { createPrivacyDesk } from "../../../src/worker/privacy-desk.ts";
import { ACT_WORDS, actTone } from "../../../viewer/privacy/act-words.ts";
import { aSession, T0 } from "../../contract/session-store/samples.ts";

async function openDesk() {
  const store = createMemoryStore();
  const docs = createMemoryDocs();
  await store.putSession(aSession("s", { title: "Jane Doe's order", site: "shop.example" }));
  const deletes = {} as never;
  const connected = () => ({ store, docs, deletes, openRewind: undefined });
  return { docs, desk: createPrivacyDesk({ connected, now: () => T0 }) };
}

test("P10 a report or a log that is saved is noted apart from what leaves of a session", async () => {
  const { docs, desk } = await openDesk();
  await desk.exportReport(await desk.privacyReport("s", []), "html");
  await desk.exportAudit(await desk.listAudit(), "csv");
  expect(await listAudit(docs)).toEqual([
    {
      at: T0,
      act: "report",
      sessionId: "s",
      site: "shop.example",
      detail: "Its privacy report was saved as HTML.",
    },
    { at: T0, act: "report", detail: "The audit log was saved as CSV: 1 entry." },
  ]);
});

test("P10 only what holds something recorded looks as if it left", () => {
  expect(AUDIT_ACTS.filter((act) => actTone(act) === "out")).toEqual(["export", "push"]);
  expect(new Set(Object.values(ACT_WORDS)).size).toBe(AUDIT_ACTS.length);
});
