/**
 * Which part of the repository may import which (docs/architecture.md draws it). A part is a folder;
 * its name is the path. `typesOf` may be imported by `import type` only.
 */
export interface Part {
  may: readonly string[];
  typesOf?: readonly string[];
  /** Said with every violation: where the code belongs instead. */
  instead: string;
}

const SHARED = [
  "src/format",
  "src/privacy",
  "src/store",
  "src/dom",
  "src/analysis",
  "src/ask",
  "src/export",
  "src/sync",
  "src/worker",
] as const;

export const PARTS: Record<string, Part> = {
  "src/format": {
    may: [],
    instead:
      "The format is a leaf. Move what it needs into src/format, or do the work in the caller.",
  },
  "src/privacy": {
    may: ["src/format"],
    instead: "The gates see the format only. Hand them what else they need as an argument.",
  },
  "src/record": {
    may: ["src/format", "src/privacy"],
    instead:
      "The recorder runs in any page, also without an extension. It sends through an Uplink; let src/extension or the entrypoint do the rest.",
  },
  "src/store": {
    may: ["src/format"],
    instead:
      "A store keeps what it is handed. Compute it before putSegment/putDerived, in src/analysis or the caller.",
  },
  "src/dom": {
    may: ["src/format"],
    instead: "The mirror lives from events alone. Pass values in.",
  },
  "src/analysis": {
    may: ["src/format", "src/dom"],
    instead:
      "Analysis is pure: events in, values out. Read the store in src/ask or src/worker and pass the events in.",
  },
  "src/ask": {
    may: ["src/format", "src/store", "src/dom", "src/analysis"],
    instead:
      "Questions are shared by CLI, MCP, HTTP and viewer. Put what is special to one of them there.",
  },
  "src/export": {
    may: ["src/format", "src/privacy", "src/dom", "src/analysis", "src/store"],
    instead: "Exports turn a stored session into a file. Sending it is src/sync or the caller.",
  },
  "src/sync": {
    may: ["src/format", "src/privacy", "src/store"],
    instead:
      "Sync copies from store to store. What it must know about events belongs in src/format.",
  },
  "src/worker": {
    may: SHARED,
    instead:
      "The worker answers the viewer; it neither records nor talks to the browser's extension API.",
  },
  "src/extension": {
    may: ["src/format", "src/privacy", "src/store", "src/sync"],
    typesOf: ["src/record"],
    instead:
      "The extension half wires sessions, tabs and permissions. Analysis goes through src/worker; recorder code is injected by the entrypoints, so import its types only.",
  },
  viewer: {
    may: SHARED,
    instead:
      "The viewer reads any store. What only the extension can do comes in through the viewer's host.",
  },
  "sync-server": {
    may: [
      "src/format",
      "src/privacy",
      "src/store",
      "src/dom",
      "src/analysis",
      "src/ask",
      "src/export",
    ],
    instead:
      "The server is a store over HTTP. Code that both need belongs in src/ask or src/store.",
  },
  cli: {
    may: [...SHARED, "sync-server"],
    instead: "Commands are thin adapters over ask, export, sync and serve.",
  },
  entrypoints: {
    may: [...SHARED, "src/record", "src/extension", "viewer", "cli", "sync-server"],
    instead:
      "Entrypoints wire parts of the product together; tests and scripts are not part of it.",
  },
};

/**
 * The only places that may turn a value into `Sanitized` (rule P1). Gate 2 and the doors mint; what
 * drivers were handed before, they read back.
 */
export const READ_BACK_IN = ["src/store/", "sync-server/store/", "sync-server/storage/"];
export const MINT_IN = ["src/privacy/gate2/", "src/privacy/accept.ts", "src/privacy/after/door.ts"];
/** The only places that may clear a session, or a text made of one, to leave the machine (rule P10). */
export const CLEAR_IN = ["src/export/leave.ts", "src/export/leave-text.ts"];
export const SANITIZED_CAST_IN = ["src/format/sanitized.ts", "src/privacy/mint.ts"];

/** Parts that run in pages, Node, workers or the server: no `browser.*`, no `chrome.*`. */
export const WITHOUT_BROWSER_API: readonly string[] = [...SHARED, "src/record"];
