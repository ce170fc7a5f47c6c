/** What the details of an event say. */
export const MORE_WORDS = {
  details: "Details",
  open: (label: string) => `Details of “${label}”`,
  reading: "Reading…",
  nothing: "Nothing more was recorded of this.",
  failed: (why: string) => `The details cannot be read: ${why}`,
  value: (index: number) => `Value ${index + 1}`,
  stack: "Stack",
  cause: "Caused by",
  repeats: (count: number) => `${count} more times the same`,
  hydration: (by: string) => `Hydration failed (${by})`,
} as const;
