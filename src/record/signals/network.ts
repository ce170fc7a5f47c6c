import { createBodies } from "./network/bodies.ts";
import { takeBuiltIns } from "./network/built-ins.ts";
import { watchBeacons } from "./network/beacon.ts";
import { watchFetch } from "./network/fetch.ts";
import { createRequestLog } from "./network/request-log.ts";
import { watchResources } from "./network/resources.ts";
import { watchSockets } from "./network/sockets.ts";
import { watchXhr } from "./network/xhr.ts";
import type { SignalSource } from "./signal-source.ts";

/**
 * Requests: what the page's scripts call, how that ends, and what the browser loads for the page. A
 * request is told by its start and its end, which the normalizer joins; one that no script made, by its end.
 */
export const watchNetwork: SignalSource = {
  part: "network",
  watch(context) {
    const builtIns = takeBuiltIns(context.global);
    const log = createRequestLog(context, builtIns.now);
    const bodies = createBodies(context, builtIns, log);
    const resources = watchResources(context, builtIns, log);
    watchFetch(context, builtIns, log, bodies);
    watchXhr(context, builtIns, log, resources, bodies);
    watchBeacons(context, builtIns, log, bodies);
    watchSockets(context, builtIns, log, bodies);
  },
};
