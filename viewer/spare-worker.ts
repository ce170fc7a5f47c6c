import type { RunningWorker, ViewerHost } from "./host.ts";

export interface StartedWorker extends RunningWorker {
  /** Rejects where the store cannot be opened. */
  connected: Promise<void>;
}

/** One worker started and connected ahead of its use, which would otherwise wait for both. */
export interface SpareWorker {
  prepare(): void;
  /** The spare one, or one started now. It is the taker's to stop. */
  take(): StartedWorker;
  stop(): void;
}

export function makeSpareWorker(host: ViewerHost): SpareWorker {
  let spare: StartedWorker | null = null;

  function start(): StartedWorker {
    const { api, stop } = host.startWorker();
    const connected = api.connect(host.source);
    // Whoever takes it is told; until then nobody listens.
    connected.catch(() => undefined);
    return { api, stop, connected };
  }

  return {
    prepare() {
      spare ??= start();
    },
    take() {
      const taken = spare ?? start();
      spare = null;
      return taken;
    },
    stop() {
      spare?.stop();
      spare = null;
    },
  };
}
