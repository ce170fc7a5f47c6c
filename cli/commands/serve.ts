import { serve } from "../../sync-server/serve.ts";
import { aborted, command } from "../command.ts";
import { portOf } from "../numbers.ts";

export const serveCommand = command({
  name: "serve",
  description: "Run the sync server: one process, one folder",
  args: {
    port: { type: "string", default: "4820", description: "0 takes any free port" },
    host: {
      type: "string",
      default: "127.0.0.1",
      description: "Address to listen on; anything but loopback lets the network in",
    },
    folder: {
      type: "string",
      default: "./waymark-data",
      description: "Where everything is kept; made when absent",
    },
  },
  examples: [
    "waymark serve",
    "waymark serve --port 8080 --folder /var/lib/waymark",
    "waymark serve --host 0.0.0.0   # behind a proxy that speaks https",
  ],
  async run(args, io, afterwards) {
    const port = portOf(args.port);
    const served = await serve({ folder: args.folder, port, host: args.host, log: io.err });
    afterwards(async () => {
      await aborted(io.signal);
      await served.close();
    });
    const { url, keys } = served;
    return { url, folder: args.folder, ...(keys ? { keys } : {}) };
  },
  human({ url, folder, keys }) {
    const lines = [`Waymark serves ${url}, data in ${folder}. Ctrl+C stops it.`];
    if (keys) {
      lines.push(
        "",
        "Keys, shown this once and kept only as hashes:",
        `  ingest  ${keys.ingest}   to push: sends sessions, reads nothing`,
        `  read    ${keys.read}   to watch: viewer, CLI`,
        `  admin   ${keys.admin}   to do everything, delete included`,
      );
    }
    return lines.join("\n");
  },
});
