const HINTS = new Set([
  "preconnect",
  "dns-prefetch",
  "prefetch",
  "prerender",
  "modulepreload",
  "preload",
]);

/**
 * A `rel` without the words that make a browser turn to a server ahead of need. A replay needs none of
 * them, and no policy of its frame governs the first two: the server would learn that someone watches.
 * The address stays, because a page may make a style sheet of such a link later.
 */
export function withoutHints(rel: string): string {
  const words = rel.split(/[\t\n\f\r ]+/);
  const kept = words.filter((word) => !HINTS.has(word.toLowerCase()));
  return kept.length === words.length ? rel : kept.join(" ");
}
