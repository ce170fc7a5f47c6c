import type { AddressInfo } from "node:net";
import type { ServerType } from "@hono/node-server";
import { messageOf, WaymarkError } from "../src/format/errors.ts";

const GRACE_MS = 5_000;

/** Starts to listen and returns the URL. Throws `conflict` when the port is taken, `invalid-input` for a host that cannot be used. */
export async function listen(server: ServerType, port: number, host: string): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE") {
      const message = `Port ${port} on ${host} is taken. Choose another with --port.`;
      throw new WaymarkError("conflict", message, { cause });
    }
    const message = `The server cannot listen on ${host}:${port}: ${messageOf(cause)}.`;
    throw new WaymarkError("invalid-input", message, { cause });
  }
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${(server.address() as AddressInfo).port}`;
}

/** Lets running requests end (5 s at most), then is closed. */
export function shut(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
