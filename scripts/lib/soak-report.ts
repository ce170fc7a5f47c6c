/** What one whole run of tests/long/soak.spec.ts measured. */
export interface SoakResult {
  /** ISO date. */
  date: string;
  /** The processor's words for itself, number of cores, memory, and the load beside the run. */
  machine: string;
  minutes: number;
  tabs: number;
  documents: number;
  navigations: { links: number; reloads: number; views: number };
  events: number;
  segments: number;
  /** Bytes of JSON, unpacked. */
  bytes: number;
  /** Changes that the pages counted while they were recorded; all of them were found, each once. */
  held: number;
  clicks: number;
  /** From Stop until the session can be opened. */
  stopMs: number;
  pages: Memory;
  serviceWorker: Memory;
  viewer: {
    afterFew: number;
    afterAll: number;
    seeks: number;
    medianMs: number;
    longestMs: number;
  };
}

/** Bytes over time, and how level that is after the warm-up. */
export interface Memory {
  samples: { atMs: number; bytes: number }[];
  ratio: number;
  grownBytes: number;
  medianBytes: number;
}

/** The table and the two charts of docs/reliability.md. */
export function soakReport(result: SoakResult): string {
  const { links, reloads, views } = result.navigations;
  const { viewer } = result;
  const rows = [
    ["time", `${result.minutes.toFixed(1)} min, nothing of it idle`],
    [
      "tabs, documents",
      `${result.tabs}, ${result.documents} (frames of another origin among them)`,
    ],
    [
      "navigations",
      `${links + reloads + views}: ${links} links, ${reloads} reloads, ${views} pushState`,
    ],
    [
      "events stored",
      `${result.events.toLocaleString("en")} in ${result.segments} segments, ${megabytes(result.bytes)} of JSON`,
    ],
    ["the session's own count", "the same"],
    ["batches missing", "0"],
    [
      "changes that the pages counted",
      `${result.held.toLocaleString("en")}; stored, each once: all`,
    ],
    ["clicks that the pages counted", `${result.clicks}; stored: all`],
    ["from Stop until it can be opened", `${(result.stopMs / 1_000).toFixed(1)} s`],
    ["heap of the pages", memoryWords(result.pages)],
    ["heap of the service worker", memoryWords(result.serviceWorker)],
    [
      "heap of the viewer and its workers",
      `${megabytes(viewer.afterFew)} after 5 seeks, ${megabytes(viewer.afterAll)} after ${viewer.seeks}`,
    ],
    [
      "seek in the viewer, seen by the driver",
      `median ${Math.round(viewer.medianMs)} ms, longest ${Math.round(viewer.longestMs)} ms`,
    ],
    ["last moment of each tab", "the replay's text is the page's"],
  ];
  const lines = [["what", "measured"], ["---", "---"], ...rows];
  return [
    lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
    `Measured on ${result.date}. ${result.machine}`,
    chart("Heap of the pages, MB", result.pages),
    chart("Heap of the service worker, MB", result.serviceWorker),
  ].join("\n\n");
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function memoryWords({ medianBytes, ratio, grownBytes }: Memory): string {
  const grown = `${grownBytes < 0 ? "-" : "+"}${megabytes(Math.abs(grownBytes))}`;
  return `median ${megabytes(medianBytes)}; last third ${ratio.toFixed(2)}x of the first; the line through all: ${grown} over the run`;
}

/** At most so many points fit beside each other. */
const POINTS = 30;

function chart(title: string, { samples }: Memory): string {
  const every = Math.ceil(samples.length / POINTS);
  const shown = samples.filter((_, index) => index % every === 0);
  const most = Math.max(...shown.map(({ bytes }) => bytes)) / 1e6;
  const lastMinute = ((shown.at(-1)?.atMs ?? 0) / 60_000).toFixed(1);
  return [
    "```mermaid",
    "xychart-beta",
    `  title "${title}"`,
    `  x-axis "minutes" 0 --> ${lastMinute}`,
    `  y-axis "MB" 0 --> ${Math.ceil(most * 1.2)}`,
    `  line [${shown.map(({ bytes }) => (bytes / 1e6).toFixed(1)).join(", ")}]`,
    "```",
  ].join("\n");
}
