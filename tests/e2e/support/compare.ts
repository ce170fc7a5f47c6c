import { expect, type Page } from "@playwright/test";

/** What a person and a counter see of a document. */
export interface DocumentFacts {
  /** Visible text runs in document order, white space folded. */
  texts: string[];
  /** Elements by tag, what never renders left out. */
  counts: Record<string, number>;
}

/**
 * Runs in a browser. Leaves out what is masked by rule (controls, editables), what never renders,
 * and what changes by itself while one looks (`skip`).
 */
export function describeDocument(source: Document, skip: string): DocumentFacts {
  const MASKED =
    'input, textarea, select, option, datalist, [contenteditable]:not([contenteditable="false"]), [role="textbox"]';
  const UNSEEN = new Set([
    "SCRIPT",
    "NOSCRIPT",
    "STYLE",
    "TEMPLATE",
    "LINK",
    "META",
    "HEAD",
    "TITLE",
  ]);
  const texts: string[] = [];
  const counts: Record<string, number> = {};
  const visit = (node: Node): void => {
    if (node.nodeType === 3) {
      const text = (node.textContent ?? "").replaceAll(/\s+/g, " ").trim();
      if (text && node.parentElement?.checkVisibility({ visibilityProperty: true })) {
        texts.push(text);
      }
      return;
    }
    if (node.nodeType === 1) {
      const element = node as Element;
      if (UNSEEN.has(element.tagName.toUpperCase()) || element.matches(skip)) return;
      const tag = element.localName;
      counts[tag] = (counts[tag] ?? 0) + 1;
      if (element.matches(MASKED)) return;
      if (element.shadowRoot) visit(element.shadowRoot);
    }
    node.childNodes.forEach(visit);
  };
  visit(source.body);
  return { texts, counts };
}

export function describeLive(page: Page, skip = "[data-none]"): Promise<DocumentFacts> {
  const source = `(${describeDocument.toString()})(document, ${JSON.stringify(skip)})`;
  return page.evaluate(source) as Promise<DocumentFacts>;
}

/** The document in the viewer's replay frame, read by the viewer's page: the frame runs no scripts. */
export async function describeReplay(viewer: Page, skip = "[data-none]"): Promise<DocumentFacts> {
  const frame = viewer.locator("iframe").first();
  await expect(frame).toBeVisible();
  // The extension's CSP forbids eval in its pages; Playwright's own evaluation is not bound by it.
  const source = `((frame) => (${describeDocument.toString()})(frame.contentDocument, ${JSON.stringify(skip)}))(document.querySelector("iframe"))`;
  return viewer.evaluate(source) as Promise<DocumentFacts>;
}

/** Texts that hold a redaction on the replay's side agree with whatever the live page had there. */
export function expectSameDocument(replay: DocumentFacts, live: DocumentFacts, at: string): void {
  expect(live.texts.length, `the live page shows something at ${at}`).toBeGreaterThan(1);
  const wanted = live.texts.map((text, i) =>
    /\[[a-z-]+\]|•|=\*/.test(replay.texts[i] ?? "") ? replay.texts[i]! : text,
  );
  expect(replay.texts, `visible text at ${at}`).toEqual(wanted);
  expect(replay.counts, `element counts at ${at}`).toEqual(live.counts);
}
