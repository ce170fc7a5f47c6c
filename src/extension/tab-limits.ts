/**
 * A page may open tabs without end: so many of a session are recorded at once, and so many in all.
 * What a store takes is 1,000 a session (SessionSchema).
 */
export const MOST_OPEN_TABS = 32;
export const MOST_TABS = 500;
