/** The last batches of a tab that closes or goes elsewhere may come after the news of it (milliseconds). */
export const CLOSING_GRACE_MS = 700;
