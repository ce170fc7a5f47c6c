/** The progress said from the write on, which cannot be cancelled. */
export const WRITING = "Writing; this cannot be stopped";
