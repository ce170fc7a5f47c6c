import type { ElementHandle, Frame, Page } from "@playwright/test";

/** What a page shows, in terms that a replay of it can be held against. */
export interface Facts {
  /** Words that are rendered, controls' values among them, with how often. */
  words: Record<string, number>;
  /** Elements by tag, in shadow roots and frames too; what never renders left out. */
  tags: Record<string, number>;
  /** Scrolled elements and documents by their place in the tree, `[left, top]` in CSS pixels. */
  scrolls: Record<string, [number, number]>;
}

interface DocumentFacts extends Facts {
  /** Places of frames whose documents cannot be read from here. */
  closedFrames: string[];
}

/** Runs in a browser. `prefix` is the place of the document's frame, "" for the top one. */
function describe(root: Document, prefix: string): DocumentFacts {
  const UNSEEN = new Set("script noscript style template link meta head title".split(" "));
  const words: Record<string, number> = {};
  const tags: Record<string, number> = {};
  const scrolls: Record<string, [number, number]> = {};
  const closedFrames: string[] = [];
  const count = (text: string) => {
    for (const word of text.split(/\s+/)) {
      if (word !== "") words[word] = (words[word] ?? 0) + 1;
    }
  };
  const noteScroll = (place: string, element: Element) => {
    const { scrollLeft, scrollTop } = element;
    if (scrollLeft !== 0 || scrollTop !== 0) {
      scrolls[place] = [Math.round(scrollLeft), Math.round(scrollTop)];
    }
  };
  const visitText = (text: Text) => {
    const host = text.parentElement ?? (text.getRootNode() as ShadowRoot).host;
    if (!host?.checkVisibility({ visibilityProperty: true })) return;
    const range = text.ownerDocument.createRange();
    range.selectNodeContents(text);
    if (range.getClientRects().length > 0) count(text.data);
  };
  const visitFrame = (frame: HTMLIFrameElement, place: string) => {
    const inner = frame.contentDocument;
    if (inner) visitDocument(inner, `${place} > `);
    else closedFrames.push(`${place} > `);
  };
  // The tag's own realm decides nothing here: documents of frames have classes of their own.
  const visitControl = (element: Element) => {
    const { localName, type, value, checked } = element as HTMLInputElement;
    if (!element.checkVisibility({ visibilityProperty: true })) return;
    if (localName === "textarea" || localName === "select") count(value);
    if (localName !== "input") return;
    if (type === "checkbox" || type === "radio") count(checked ? "[x]" : "[ ]");
    else count(value);
  };
  const visitChildren = (parent: ParentNode, place: string) => {
    let nth = 0;
    for (const child of parent.childNodes) {
      if (child.nodeType === 3) visitText(child as Text);
      if (child.nodeType !== 1) continue;
      const element = child as Element;
      if (UNSEEN.has(element.localName)) continue;
      const here = `${place}${element.localName}:${++nth}`;
      tags[element.localName] = (tags[element.localName] ?? 0) + 1;
      noteScroll(here, element);
      if (element.localName === "iframe") visitFrame(element as HTMLIFrameElement, here);
      else if (/^(?:input|textarea|select)$/.test(element.localName)) visitControl(element);
      else {
        if (element.shadowRoot) visitChildren(element.shadowRoot, `${here} / `);
        visitChildren(element, `${here} `);
      }
    }
  };
  const visitDocument = (document: Document, place: string) => {
    const scrolling = document.scrollingElement;
    if (scrolling) noteScroll(`${place}document`, scrolling);
    if (document.body) visitChildren(document.body, place);
  };
  visitDocument(root, prefix);
  return { words, tags, scrolls, closedFrames };
}

const call = (frame: string, prefix: string) =>
  `(${describe.toString()})(${frame}, ${JSON.stringify(prefix)})`;

/** Facts of a live page; documents of other origins are asked in their own frames. */
export async function liveFacts(page: Page): Promise<Facts> {
  const gather = async (frame: Frame, prefix: string): Promise<Facts> => {
    const { closedFrames, ...facts } = (await frame.evaluate(
      call("document", prefix),
    )) as DocumentFacts;
    for (const [i, inner] of (await closedChildren(frame)).entries()) {
      merge(facts, await gather(inner, closedFrames[i] ?? `${prefix}?${i} > `));
    }
    return facts;
  };
  return gather(page.mainFrame(), "");
}

/** Descendant frames that `frame`'s scripts cannot read but are embedded by what they can, in tree order. */
async function closedChildren(frame: Frame): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const child of frame.childFrames()) {
    const element = (await child.frameElement()) as ElementHandle<HTMLIFrameElement>;
    const open = await element.evaluate((iframe) => iframe.contentDocument !== null);
    if (open) found.push(...(await closedChildren(child)));
    else found.push(child);
  }
  return found;
}

/** Facts of the page drawn in a Replayer's frame. Its inner frames are all of one origin. */
export async function replayFacts(page: Page): Promise<Facts> {
  const source = `((frame) => ${call("frame.contentDocument", "")})(document.querySelector("iframe"))`;
  return (await page.evaluate(source)) as DocumentFacts;
}

function merge(into: Facts, more: Facts): void {
  for (const name of ["words", "tags"] as const) {
    for (const [key, n] of Object.entries(more[name])) into[name][key] = (into[name][key] ?? 0) + n;
  }
  Object.assign(into.scrolls, more.scrolls);
}
