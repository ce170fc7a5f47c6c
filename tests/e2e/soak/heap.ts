import type { Cdp, CdpTarget, Send } from "../support/cdp.ts";

const isSoakPage = ({ type, url }: CdpTarget) => type === "page" && url.includes("/soak/");

/** What is used after a full collection, in bytes: JavaScript, DOM (Blink's own heap), array buffers. */
interface Heap {
  isolate: string;
  bytes: number;
}

async function heapOf(send: Send): Promise<Heap> {
  await send("HeapProfiler.enable");
  await send("HeapProfiler.collectGarbage");
  const used = await send<Record<string, number>>("Runtime.getHeapUsage");
  const { id } = await send<{ id: string }>("Runtime.getIsolateId");
  await send("HeapProfiler.disable");
  const parts = [used["usedSize"], used["embedderHeapUsedSize"], used["backingStorageSize"]];
  return { isolate: id, bytes: parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) };
}

/** Tabs may share a process, and then its heap. */
const total = (heaps: readonly Heap[]): number =>
  [...new Map(heaps.map((heap) => [heap.isolate, heap.bytes])).values()].reduce((a, b) => a + b, 0);

/** Of all recorded tabs together. */
export async function pageHeap(cdp: Cdp): Promise<number> {
  const heaps: Heap[] = [];
  for (const { id } of (await cdp.targets()).filter(isSoakPage)) {
    heaps.push(await cdp.attached(id, heapOf));
  }
  return total(heaps);
}

export async function serviceWorkerHeap(cdp: Cdp): Promise<number> {
  const target = (await cdp.targets()).find(
    ({ type, url }) => type === "service_worker" && url.startsWith("chrome-extension:"),
  );
  if (!target) throw new Error("The service worker does not run.");
  return (await cdp.attached(target.id, heapOf)).bytes;
}

/** The viewer's page and its workers. */
export async function viewerHeap(cdp: Cdp): Promise<number> {
  const target = (await cdp.targets()).find(({ url }) => url.includes("/viewer.html"));
  if (!target) throw new Error("No viewer is open.");
  const page = await cdp.attached(target.id, heapOf);
  return total([page, ...(await cdp.inWorkers(target.id, heapOf))]);
}
