import { REVEAL_EVENT } from "./protocol.ts";

/** What may have a shadow root, by the HTML standard. */
const HOST =
  /-|^(?:article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;

/** Common elements that may not: looking at each cell of a long table costs a page many milliseconds. */
const CANDIDATES =
  ":not(a,b,br,button,circle,code,col,dd,dl,dt,em,g,i,img,input,label,li,line,link,meta,ol,option,path,pre,rect,script,select,small,strong,style,svg,table,tbody,td,text,th,thead,tr,ul,use)";

/**
 * The isolated world's answer to REVEAL_EVENT: shows the main half which elements have closed shadow
 * roots. No object crosses the worlds, but a node that is moved does: an event on the host makes
 * the main half put a comment of its own into it, which is moved into the root; a second event then
 * lets the main half look where its comment is, and take it away again. All in one turn.
 *
 * `rootOf` is the browser's own way to a root of either mode, e.g. `chrome.dom.openOrClosedShadowRoot`.
 */
export function answerReveal(
  window: Window & typeof globalThis,
  rootOf: (host: HTMLElement) => ShadowRoot | null,
): void {
  /** `hidden`: inside of a closed root, which an event must not leave: outside it would seem to be the host's. */
  function reveal(scope: Document | ShadowRoot, hidden: boolean): void {
    for (const host of scope.querySelectorAll(CANDIDATES)) {
      if (!HOST.test(host.localName)) continue;
      const root = host instanceof window.HTMLElement ? rootOf(host) : null;
      if (!root) continue;
      const closed = host.shadowRoot === null;
      if (closed) show(host, root, hidden);
      reveal(root, hidden || closed);
    }
  }

  function show(host: Element, root: ShadowRoot, hidden: boolean): void {
    const say = () => host.dispatchEvent(new Event(REVEAL_EVENT, { composed: !hidden }));
    const before = host.lastChild;
    say();
    const marker = host.lastChild;
    // It knew this one: the early hook noted it.
    if (!marker || marker === before || marker.nodeType !== marker.COMMENT_NODE) return;
    root.append(marker);
    say();
  }

  window.addEventListener(
    REVEAL_EVENT,
    (event) => {
      if (event.target === window) reveal(window.document, false);
    },
    { capture: true },
  );
}
