import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Recording, RunningSession } from "../../../src/extension/recordings.ts";
import type { SessionTurnsDeps } from "../../../src/extension/session-turns.ts";

vi.stubGlobal("chrome", { runtime: { id: "w" } });
const { createSessionTurns } = await import("../../../src/extension/session-turns.ts");

/** A session of one tab, what its page is told, and what is stored; requests are told when `tellRest` resolves. */
function running(tellRest: () => Promise<void>) {
  const session = { id: "s", status: "recording", pausedMs: 0, pausedAt: null } as RunningSession;
  const tab = { browserTabId: 1, sessionId: "s", tabId: "t1", producer: "p" } as Recording;
  const told: string[] = [];
  const deps = {
    store: { patchSession: async (_id: string, { state }: { state: string }) => told.push(state) },
    recordings: { sessions: { s: session }, tabsOf: () => [tab], save: async () => {} },
    role: { showBadge: async () => {} },
    frames: { tell: async () => {} },
    front: { catchUp: async () => {} },
    tell: async (_tabId: number, { type }: { type: string }) => void told.push(`page: ${type}`),
    tellRest,
    arrive: async () => {},
    skip: async () => {},
  } as unknown as SessionTurnsDeps;
  return { session, told, turns: createSessionTurns(deps) };
}

const PAUSED = ["page: pause", "paused"];
const RESUMED = ["page: resume", "recording"];

describe("a session's turns", () => {
  let told: () => void;
  let telling: Promise<void>;
  beforeEach(() => {
    telling = new Promise((done) => (told = done));
  });

  it("carries out a resume that comes while the pause still tells its last requests", async () => {
    const { session, told: said, turns } = running(() => telling);
    const both = [turns.pause(session), turns.resume(session, 1)];
    told();
    await Promise.all(both);
    expect(session).toMatchObject({ status: "recording", pausedAt: null });
    // The pause was taken back before its page heard of it.
    expect(said).toEqual(RESUMED);
  });

  it("takes two pauses for one", async () => {
    const tellRest = vi.fn<() => Promise<void>>(() => telling);
    const { session, told: said, turns } = running(tellRest);
    const both = [turns.pause(session), turns.pause(session)];
    told();
    await Promise.all(both);
    expect(tellRest).toHaveBeenCalledTimes(1);
    expect(said).toEqual(PAUSED);
  });

  it("goes on after a pause that could not be made", async () => {
    const tellRest = vi.fn<() => Promise<void>>(async () => {});
    tellRest.mockRejectedValueOnce(new Error("no room"));
    const { session, told: said, turns } = running(tellRest);
    await expect(turns.pause(session)).rejects.toThrow("no room");
    expect(session.status).toBe("recording");
    await turns.pause(session);
    await turns.resume(session, 1);
    expect(said).toEqual([...PAUSED, ...RESUMED]);
  });
});
