/** In bytes. Larger files are whole CJK families; more of them than a page shows at once. */
export const LARGEST_FONT = 1024 * 1024;
/** Longest `fontSource` of a recorded face, in characters: `url()` around such a file as a data URL. */
export const LONGEST_FONT_SOURCE = 4 * Math.ceil(LARGEST_FONT / 3) + 64;
