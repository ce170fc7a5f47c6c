/**
 * rrweb makes hidden iframes to take untouched built-ins from. In a sandboxed document they are of
 * another origin; it then fails to read them and leaves them behind, in the page. Call this before
 * rrweb starts, and what it returns afterwards.
 */
export function noteLeftovers(global: Window & typeof globalThis): () => void {
  if (global.origin !== "null") return () => {};
  const { document } = global;
  const before = new Set(document.getElementsByTagName("iframe"));
  return () => {
    for (const frame of document.querySelectorAll("iframe")) {
      const bare = frame.attributes.length === 1 && frame.style.display === "none";
      if (bare && !before.has(frame) && frame.contentDocument === null) frame.remove();
    }
  };
}
