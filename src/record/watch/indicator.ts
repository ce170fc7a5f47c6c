import { INDICATOR_TAG } from "../../format/indicator.ts";
import { INDICATOR_EVENT } from "../protocol.ts";
import { HTML, makePill, type Said } from "./pill.ts";

/** The main half may not be there yet. */
const OFFER_AGAIN_MS = [100, 400, 2_000, 8_000];
/** A page that takes it away so often does not want it. The toolbar button still says what it says. */
const MOST_RETURNS = 3;

export interface Indicator {
  show(said: Said): void;
  hide(): void;
}

/**
 * Shows on the page itself that it is recorded, in a closed shadow root at the end of the document.
 * The element is made known to the main half before it is part of the page, so that it is left out of
 * the recording as if it were not there; where the main half does not take it, it is not shown.
 */
export function makeIndicator(window: Window & typeof globalThis): Indicator {
  const { document } = window;
  // A drawing or another XML document makes elements of no kind by name alone, which take no shadow root.
  const host = document.createElementNS(HTML, INDICATOR_TAG) as HTMLElement;
  const pill = makePill(document, host.attachShadow({ mode: "closed" }));
  const observer = new MutationObserver(comeBack);
  let isShown = false;
  let isKnown = false;
  let returns = 0;
  let offers = 0;

  /** Only a synchronous event's own element gets from one world to the other. */
  function offer(): boolean {
    const event = new MouseEvent(INDICATOR_EVENT, { relatedTarget: host, cancelable: true });
    return !window.dispatchEvent(event);
  }

  function place(): void {
    if (!isShown || host.isConnected) return;
    isKnown ||= offer();
    if (!isKnown) {
      const again = OFFER_AGAIN_MS[offers++];
      if (again !== undefined) setTimeout(place, again);
      return;
    }
    observe();
    if (!document.documentElement) return;
    pill.build();
    document.documentElement.append(host);
  }

  /** Only the root's own children: nothing is seen, and nothing costs, while the page works below it. */
  function observe(): void {
    observer.disconnect();
    observer.observe(document, { childList: true });
    if (document.documentElement) observer.observe(document.documentElement, { childList: true });
  }

  function comeBack(): void {
    if (host.isConnected || !isShown || !document.documentElement) return;
    if (++returns > MOST_RETURNS) observer.disconnect();
    else place();
  }

  return {
    show(said) {
      pill.show(said);
      if (isShown) return;
      isShown = true;
      returns = 0;
      place();
    },
    hide() {
      isShown = false;
      observer.disconnect();
      host.remove();
    },
  };
}
