import type { ExtensionBrowser } from "./extension.ts";

/** Stops the extension's service worker, as the browser does after 30 idle seconds, and waits for it. */
export async function killServiceWorker(browser: ExtensionBrowser): Promise<void> {
  const page = await browser.context.newPage();
  try {
    await page.goto(browser.url("options.html"));
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
    for (const [versionId, status] of running) {
      if (status !== "stopped") await cdp.send("ServiceWorker.stopWorker", { versionId });
    }
    await until(() => [...running.values()].every((status) => status === "stopped"));
  } finally {
    await page.close();
  }
}
