import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between the extension and a server, and can cut the line while a session goes over it. */
export interface CuttingProxy {
  url: string;
  /** Where requests go; may change while it runs, as when a server moved. */
  target: string;
  /** From the nth upload of a segment on (0 is the first) no request gets through; null lets all pass. */
  cutAtUpload: number | null;
  /** Path of every segment that the server took, in order. */
  taken: string[];
  close(): Promise<void>;
}

const SEGMENT = /^\/v1\/sessions\/[^/]+\/tabs\/[^/]+\/segments\/\d+$/;

export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    const isUpload = incoming.method === "PUT" && SEGMENT.test(path);
    if (isUpload && proxy.cutAtUpload === proxy.taken.length) isDown = true;
    if (proxy.cutAtUpload === null) isDown = false;
    if (isDown) {
      incoming.socket.destroy();
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(path, proxy.target), { method, headers }, (answer) => {
      if (isUpload && (answer.statusCode ?? 500) < 300) proxy.taken.push(path);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  let isDown = false;
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const proxy: CuttingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    cutAtUpload: null,
    taken: [],
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
