/** A document as far as a person, a script or a style sheet could tell it from another. */
export interface PageFacts {
  /** The tree with shadow roots, frames, values and scroll positions, one line a node. */
  tree: string[];
  /** Rules of every sheet in use: by text, by script, adopted. */
  rules: string[];
  /** Computed style of some elements. */
  styles: string[];
  /** Which element of which document has the focus. */
  focus: string[];
}

const COMPUTED = ["color", "margin-left", "display", "width", "top", "opacity", "--gap"];
/** Every so many-th element is asked for its computed style. */
const SAMPLE = 5;

/** Leaves out what a recorder and rrweb's replay put in: attributes that are only markers, hover classes. */
export function describePage(page: Document): PageFacts {
  const facts: PageFacts = { tree: [], rules: [], styles: [], focus: [] };
  visit(page, "", facts);
  return facts;
}

function visit(node: Node, indent: string, facts: PageFacts): void {
  if (isDocument(node)) {
    facts.tree.push(`${indent}#document ${scrollOf(node.scrollingElement)}`);
    addRules(node, facts);
    const active = node.activeElement;
    if (active && active !== node.body) facts.focus.push(`${indent}${nameOf(active)}`);
  } else if (isElement(node)) {
    // rrweb's replay puts a style element of its own into every document; scripts are not replayed.
    if (node.matches("script, noscript, head > style:first-child:not([id]), html > style")) return;
    describeElement(node, indent, facts);
  } else if (node.nodeType === 3 && node.parentElement?.tagName !== "STYLE") {
    if (node.textContent?.trim()) facts.tree.push(`${indent}"${node.textContent.trim()}"`);
  }
  if (isElement(node) && node.shadowRoot) {
    facts.tree.push(`${indent} #shadow`);
    addRules(node.shadowRoot, facts);
    for (const child of node.shadowRoot.childNodes) visit(child, `${indent}  `, facts);
  }
  for (const child of node.childNodes) visit(child, `${indent} `, facts);
  const inner = (node as Partial<HTMLIFrameElement>).contentDocument;
  if (inner) visit(inner, `${indent}  `, facts);
}

function describeElement(element: Element, indent: string, facts: PageFacts): void {
  const parts = [nameOf(element), ...attributesOf(element), scrollOf(element)];
  const { value, checked } = element as Partial<HTMLInputElement>;
  if (/^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) parts.push(`value=${value}`);
  if (element.tagName === "INPUT") parts.push(`checked=${checked}`);
  facts.tree.push(`${indent}${parts.filter(Boolean).join(" ")}`);
  if (facts.tree.length % SAMPLE !== 0) return;
  const style = element.ownerDocument.defaultView?.getComputedStyle(element);
  const computed = COMPUTED.map((name) => style?.getPropertyValue(name)).join(" | ");
  facts.styles.push(`${nameOf(element)}: ${computed}`);
}

const nameOf = (element: Element) => `${element.localName}#${element.id}`;

/** The order of declarations in a `style` attribute says nothing: longhands stand for themselves. */
function attributesOf(element: Element): string[] {
  const own = Array.from(element.attributes, ({ name, value }) => ({ name, value }));
  const kept = own.filter(
    ({ name }) =>
      !/^(?:style|rr_|_|autocomplete|value|checked|selected|src|srcdoc|data-waymark-)/.test(name),
  );
  const lines = kept
    .map(({ name, value }) => `${name}=${name === "class" ? classesOf(value) : value}`)
    .filter((line) => line !== "class=");
  const { style } = element as HTMLElement;
  for (const property of style ?? []) {
    const important = style.getPropertyPriority(property);
    lines.push(`style.${property}=${style.getPropertyValue(property)} ${important}`);
  }
  return lines.sort();
}

/** rrweb's replay marks what the pointer is over. */
const classesOf = (value: string) =>
  value
    .split(/\s+/)
    .filter((name) => name && name !== ":hover" && name !== "rrweb-paused")
    .join(" ");

function scrollOf(element: Element | null): string {
  const { scrollLeft = 0, scrollTop = 0 } = element ?? {};
  return scrollLeft || scrollTop ? `scroll=${Math.round(scrollLeft)},${Math.round(scrollTop)}` : "";
}

function addRules(root: Document | ShadowRoot, facts: PageFacts): void {
  const sheets = [...root.styleSheets].filter(({ ownerNode }) => (ownerNode as Element)?.id);
  for (const sheet of [...sheets, ...root.adoptedStyleSheets]) {
    facts.rules.push([...sheet.cssRules].map(({ cssText }) => cssText).join(" "));
  }
}

const isDocument = (node: Node): node is Document => node.nodeType === 9;
const isElement = (node: Node): node is Element => node.nodeType === 1;
