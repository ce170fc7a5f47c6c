import type { ExtensionBrowser } from "./extension.ts";

/** Stops the extension's service worker, as the browser does after 30 idle seconds, and waits for it. */
export async function killServiceWorker(browser: ExtensionBrowser): Promise<void> {
  const killer = await openWorkerKiller(browser);
  try {
    await killer.kill();
  } finally {
    await killer.close();
  }
}

export interface WorkerKiller {
  /** False when it was not running. */
  kill(): Promise<boolean>;
  close(): Promise<void>;
}

/** For many kills. The extension's own page, which it asks by, does not keep the service worker alive. */
export async function openWorkerKiller(browser: ExtensionBrowser): Promise<WorkerKiller> {
  const page = await browser.ownPage();
  const cdp = await browser.context.newCDPSession(page);
  const running = new Map<string, string>();
  let settled = () => {};
  cdp.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
    for (const { versionId, runningStatus, scriptURL } of versions) {
      if (scriptURL.includes(browser.extensionId)) running.set(versionId, runningStatus);
    }
    settled();
  });
  await cdp.send("ServiceWorker.enable");
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise<void>((next) => (settled = next));
  };
  await until(() => running.size > 0);
  return {
    async kill() {
      const alive = [...running].filter(([, status]) => status !== "stopped");
      for (const [versionId] of alive) await cdp.send("ServiceWorker.stopWorker", { versionId });
      await until(() => alive.every(([versionId]) => running.get(versionId) === "stopped"));
      return alive.length > 0;
    },
    close: () => cdp.detach(),
  };
}
