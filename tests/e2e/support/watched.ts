import type { Page } from "@playwright/test";

/** What is watched of a page: each element with `data-watch`, shadow roots included, by that name. */
export type Watched = Record<string, Record<string, unknown>>;

/** Runs in a browser. Values of controls are masked by rule: of them only whether there is one. */
export function describeWatched(page: Document): Watched {
  const facts: Watched = {};
  const view = page.defaultView!;
  const closed = (view as { closedRoots?: WeakMap<Element, ShadowRoot> }).closedRoots;
  const visit = (root: ParentNode): void => {
    for (const element of root.querySelectorAll("*")) {
      const name = element.getAttribute("data-watch");
      if (name !== null) facts[name] = describe(element);
      const shadow = element.shadowRoot ?? closed?.get(element);
      if (shadow) visit(shadow);
    }
  };
  const describe = (element: Element): Record<string, unknown> => {
    const style = view.getComputedStyle(element);
    const { value, checked, indeterminate, type } = element as HTMLInputElement;
    const isBox = type === "checkbox" || type === "radio";
    const isOpen = element.matches("[open], :popover-open");
    return {
      text: element.childElementCount === 0 ? element.textContent!.trim() : undefined,
      color: style.color,
      background: style.backgroundColor,
      width: isOpen || !element.matches("dialog, [popover]") ? style.width : undefined,
      padding: style.paddingLeft,
      border: style.borderLeftWidth,
      filled: value === undefined ? undefined : value !== "",
      checked: isBox ? checked : undefined,
      mixed: type === "checkbox" ? indeterminate : undefined,
      open: isOpen,
      modal: isOpen && element.matches(":modal"),
      visible: element.checkVisibility(),
      top: element.scrollTop,
      left: element.scrollLeft,
    };
  };
  visit(page);
  return facts;
}

export function watchLive(page: Page): Promise<Watched> {
  return page.evaluate(`(${describeWatched.toString()})(document)`) as Promise<Watched>;
}

export function watchReplay(viewer: Page): Promise<Watched> {
  const source = `(${describeWatched.toString()})(document.querySelector("iframe").contentDocument)`;
  return viewer.evaluate(source) as Promise<Watched>;
}
