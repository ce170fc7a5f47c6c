import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The flag that a browser needs for `connectCdp`. */
export const CDP_FLAG = "--remote-debugging-port=0";

type Json = Record<string, unknown>;

/** One target: a page, a service worker, a worker of a page. */
export interface CdpTarget {
  id: string;
  type: string;
  url: string;
}

/** DevTools protocol beside the driver's own connection, which does not reach every worker. */
export interface Cdp {
  targets(): Promise<CdpTarget[]>;
  /** Attaches for the time of `use` only: a service worker with DevTools attached never sleeps. */
  attached<T>(targetId: string, use: (send: Send) => Promise<T>): Promise<T>;
  /** As `attached`, for each of the dedicated workers of a page. */
  inWorkers<T>(pageId: string, use: (send: Send) => Promise<T>): Promise<T[]>;
  close(): void;
}

export type Send = <T = Json>(method: string, params?: Json) => Promise<T>;

interface Answer {
  id?: number;
  method?: string;
  params?: Json;
  result?: unknown;
  error?: { message: string };
}

/** Connects to the browser that was launched on `profile` with `CDP_FLAG`. */
export async function connectCdp(profile: string): Promise<Cdp> {
  const [port, path] = (await readFile(join(profile, "DevToolsActivePort"), "utf8")).split("\n");
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const waiting = new Map<number, (answer: Answer) => void>();
  const listeners = new Set<(answer: Answer) => void>();
  let lastId = 0;
  await new Promise<void>((done, fail) => {
    socket.addEventListener("open", () => done());
    socket.addEventListener("error", () => fail(new Error("No DevTools connection.")));
  });
  socket.addEventListener("message", ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id === undefined) for (const hear of listeners) hear(answer);
    else waiting.get(answer.id)?.(answer);
  });

  const call = <T>(method: string, params: Json = {}, sessionId?: string): Promise<T> => {
    const id = ++lastId;
    return new Promise<T>((done, fail) => {
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) fail(new Error(`${method}: ${error.message}`));
        else done(result as T);
      });
      socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    });
  };

  const attached: Cdp["attached"] = async (targetId, use) => {
    const params = { targetId, flatten: true };
    const { sessionId } = await call<{ sessionId: string }>("Target.attachToTarget", params);
    try {
      return await use((method, more) => call(method, more, sessionId));
    } finally {
      await call("Target.detachFromTarget", { sessionId });
    }
  };

  return {
    async targets() {
      type Info = { targetId: string; type: string; url: string };
      const { targetInfos } = await call<{ targetInfos: Info[] }>("Target.getTargets");
      return targetInfos.map(({ targetId, type, url }) => ({ id: targetId, type, url }));
    },
    attached,
    inWorkers: (pageId, use) =>
      attached(pageId, async (send) => {
        const sessions: string[] = [];
        const hear = ({ method, params }: Answer) => {
          const info = params?.["targetInfo"] as { type: string } | undefined;
          if (method !== "Target.attachedToTarget" || info?.type !== "worker") return;
          sessions.push(String(params?.["sessionId"]));
        };
        listeners.add(hear);
        try {
          // Answered when all that are there have been told of.
          const which = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };
          await send("Target.setAutoAttach", which);
        } finally {
          listeners.delete(hear);
        }
        const results = [];
        for (const session of sessions) {
          results.push(await use((method, params) => call(method, params, session)));
        }
        return results;
      }),
    close: () => socket.close(),
  };
}
