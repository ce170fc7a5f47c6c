import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Chromium's own debugging port, opened by `--remote-debugging-port=0`: Playwright's sessions do not reach workers. */
export async function debuggingPort(profile: string): Promise<number> {
  const [port] = (await readFile(join(profile, "DevToolsActivePort"), "utf8")).split("\n");
  return Number(port);
}

export interface Heap {
  /** Bytes of live JavaScript objects and array buffers after a collection, page and workers together. */
  bytes: number;
  workers: number;
}

/** What the page at `url` holds with all its dedicated workers. */
export async function heapOf(port: number, url: string): Promise<Heap> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    type: string;
    url: string;
    webSocketDebuggerUrl: string;
  }[];
  const target = targets.find((each) => each.type === "page" && each.url === url);
  if (!target) throw new Error(`No page of this browser shows ${url}.`);
  const cdp = await connect(target.webSocketDebuggerUrl);
  try {
    // Answered after every worker there is has been attached.
    const options = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };
    await cdp.send("Target.setAutoAttach", options);
    let bytes = 0;
    for (const session of [undefined, ...cdp.sessions]) {
      try {
        await cdp.send("HeapProfiler.collectGarbage", {}, session);
        const usage = await cdp.send("Runtime.getHeapUsage", {}, session);
        bytes += Number(usage["usedSize"]) + Number(usage["backingStorageSize"] ?? 0);
      } catch (error) {
        // A worker that ended meanwhile holds nothing.
        if (session === undefined || cdp.sessions.has(session)) throw error;
      }
    }
    return { bytes, workers: cdp.sessions.size };
  } finally {
    cdp.close();
  }
}

type Answer = Record<string, unknown>;

async function connect(url: string) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error("Chromium's debugging port does not answer."));
  });
  const sessions = new Set<string>();
  const waiting = new Map<number, (message: Answer) => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Answer;
    if (message["method"] === "Target.attachedToTarget") {
      const { sessionId, targetInfo } = message["params"] as {
        sessionId: string;
        targetInfo: { type: string };
      };
      if (targetInfo.type === "worker") sessions.add(sessionId);
    }
    if (message["method"] === "Target.detachedFromTarget") {
      sessions.delete((message["params"] as { sessionId: string }).sessionId);
    }
    waiting.get(message["id"] as number)?.(message);
  };
  return {
    sessions,
    send(method: string, params: Answer, sessionId?: string): Promise<Answer> {
      const id = ++last;
      socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id);
          if (error) reject(new Error(`${method}: ${JSON.stringify(error)}`));
          else resolve(result as Answer);
        });
      });
    },
    close: () => socket.close(),
  };
}
