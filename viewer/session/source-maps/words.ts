/** What is said of stacks that are resolved by source maps. */
export const SOURCE_WORDS = {
  resolve: "Resolve with source maps",
  askTitle: "Fetch these files from the site?",
  ask: "They are fetched now, without cookies, and so is the source map that each script names. Their site can see that. What comes is held in memory until you leave this session, and more of these sites is then fetched without asking.",
  fetch: "Fetch",
  cancel: "Cancel",
  working: "Reading source maps",
  cancelled: "Cancelled: nothing more is fetched.",
  failed: (why: string) => `The stack cannot be resolved: ${why}`,
  title: "In the sources",
  fresh: "By the files that the site serves now. After a new build the lines may be others.",
  none: "No frame of this stack could be resolved.",
  notAsked: "Not fetched: you did not allow it.",
  again: "Try again",
} as const;
