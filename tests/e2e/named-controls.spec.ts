import { expect, type Page, test } from "@playwright/test";
import { MOST_LEVELS } from "../../src/format/events.ts";
import { dumpOf } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { servePages } from "./support/serve-pages.ts";
import { checkStored, startRecording, stopRecording, storedSession } from "./support/session.ts";

/**
 * Pages in which a node does not answer for itself: a form has its controls by their names in place of its own
 * properties, a document its pictures, and an attribute may bear the name of another. None of them may end a
 * recording, lose what is in it, or come past a mark.
 */
const NAMES = (
  "nodeType nodeName tagName localName attributes classList className matches closest getAttribute getAttributeNS " +
  "getAttributeNames getAttributeNode hasAttribute hasAttributes setAttribute getBoundingClientRect scrollLeft " +
  "scrollTop childNodes children firstChild lastChild nextSibling previousSibling parentNode parentElement " +
  "ownerDocument getRootNode contains textContent innerText style shadowRoot querySelector querySelectorAll " +
  "namespaceURI ownerSVGElement isConnected elements type value checked id name action method target host popover " +
  "addEventListener constructor ELEMENT_NODE DOCUMENT_NODE"
).split(" ");
/** In place of a document's own, by a picture of that name. */
const PICTURES = [
  "nodeType",
  "compatMode",
  "styleSheets",
  "createElement",
  "adoptedStyleSheets",
  "scrollingElement",
  "querySelectorAll",
];

const formOf = (name: string, mark: string, inside: string) =>
  `<form id="form-${name}" ${mark}><input name="${name}"><p>${inside}-${name}.</p><input placeholder="${inside}-hint-${name}."></form>`;
const MARKS = [
  'data-waymark-block=""',
  'class="rr-block"',
  'data-waymark-mask=""',
  'class="a rr-mask"',
];
const marked = (where: string) =>
  MARKS.map((mark) => NAMES.map((name) => formOf(name, mark, `secret-${where}`)).join("")).join("");

const PAGES: Readonly<Record<string, string>> = {
  "/forms": `<!doctype html><title>Forms</title>${NAMES.map((name) => formOf(name, "", "plain")).join("")}<p id="text">hello</p>`,
  "/marked": `<!doctype html><title>Marked</title>${marked("load")}<iframe srcdoc='${marked("frame").replaceAll("'", "&#39;")}'></iframe><p id="text">hello</p>`,
  "/pictures": `<!doctype html><title>Pictures</title>${PICTURES.map((name) => `<img name="${name}" alt="">`).join("")}<p>plain-picture.</p><p id="text">hello</p>`,
  "/plain": `<!doctype html><title>Plain</title><div id="list"></div><p id="text">hello</p>`,
};

let pages: Awaited<ReturnType<typeof servePages>>;
let origin: string;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  pages = await servePages(({ pathname }) => {
    const body = PAGES[pathname];
    return body === undefined ? undefined : { body };
  });
  ({ origin } = pages);
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

/** Records `path` from its load on, while `act` is done in it; what was stored, as text. */
async function recordedOf(path: string, act: (page: Page) => Promise<unknown>): Promise<string> {
  const page = await browser.context.newPage();
  await page.goto(`${origin}/plain`);
  const popup = await startRecording(browser, page);
  await page.goto(origin + path);
  // Before that nothing of what is done is recorded step by step.
  await page.waitForFunction(() => "Waymark" in window);
  await act(page);
  await page.evaluate(() => {
    document.getElementById("text")!.firstChild!.nodeValue = "the-end.";
  });
  await expect.poll(() => dumpOf(browser), { timeout: 20_000 }).toContain("the-end.");
  const id = await stopRecording(popup);
  const stored = await storedSession(browser, id);
  expect(stored.session.state).toBe("finished");
  await page.close();
  await popup.close();
  return JSON.stringify(stored.events);
}

const gapsIn = (events: string) => events.match(/"what":"gap"[^}]*/g) ?? [];

test("R3 forms whose controls bear the names of their properties are recorded, and what changes in them", async () => {
  const events = await recordedOf("/forms", (page) =>
    page.evaluate(async (names) => {
      const turn = () => new Promise((next) => setTimeout(next, 20));
      const set = (element: Element, name: string, value: string) =>
        Element.prototype.setAttribute.call(element, name, value);
      for (const name of names) {
        const form = document.getElementById(`form-${name}`)!;
        set(form, "title", `title-${name}.`);
        set(form, "style", `margin: 1px; --for: ${name}`);
        set(form, "value", "v");
        const added = document.createElement("p");
        added.textContent = `added-${name}.`;
        Element.prototype.append.call(form, added);
      }
      await turn();
      for (const name of names) {
        const form = document.getElementById(`form-${name}`)!;
        const later = Node.prototype.cloneNode.call(form, true) as Element;
        for (const text of later.getElementsByTagName?.("p") ?? [])
          text.textContent += `later-${name}.`;
        document.body.append(later);
        HTMLFormElement.prototype.reset.call(form);
        form.dispatchEvent?.(new Event("scroll"));
      }
      await turn();
    }, NAMES),
  );
  expect(gapsIn(events)).toEqual([]);
  const missing = NAMES.flatMap((name) =>
    ["plain", "plain-hint", "title", "added", "later"]
      .map((what) => `${what}-${name}.`)
      .filter((word) => !events.includes(word)),
  );
  expect(missing).toEqual([]);
});

test("P6 marks on forms whose controls bear the names of their properties hold", async () => {
  const events = await recordedOf("/marked", (page) =>
    page.evaluate(async (late) => {
      document.body.insertAdjacentHTML("beforeend", late);
      await new Promise((next) => setTimeout(next, 20));
      for (const form of document.getElementsByTagName("form")) {
        for (const text of Element.prototype.getElementsByTagName.call(form, "p")) {
          text.firstChild!.nodeValue = "secret-changed.";
        }
        const added = document.createElement("b");
        added.textContent = "secret-added.";
        Element.prototype.append.call(form, added);
        Element.prototype.setAttribute.call(form, "title", "secret-title.");
      }
    }, marked("late")),
  );
  expect(gapsIn(events)).toEqual([]);
  expect([...new Set(events.match(/secret-\w+/g))]).toEqual([]);
});

test("R3 pictures that bear the names of the document's properties hide nothing", async () => {
  const events = await recordedOf("/pictures", (page) =>
    page.evaluate(async () => {
      const link = Document.prototype.createElement.call(document, "a") as HTMLAnchorElement;
      link.href = "/somewhere";
      link.textContent = "linked.";
      document.body.append(link);
      await new Promise((next) => setTimeout(next, 20));
    }),
  );
  expect(gapsIn(events)).toEqual([]);
  for (const word of ["plain-picture.", "linked.", "/somewhere"]) expect(events).toContain(word);
});

test("P2-P6 an attribute of another namespace does not stand for one of the element's own", async () => {
  const events = await recordedOf("/plain", (page) =>
    page.evaluate(async () => {
      const list = document.getElementById("list")!;
      const FOREIGN = "urn:foreign";
      const XLINK = "http://www.w3.org/1999/xlink";
      type Spoof = [name: string, own: string | null, foreign: string];
      const SPOOFS: Spoof[] = [
        ["type", "password", "submit"],
        ["type", "text", "submit"],
        ["type", null, "submit"],
        ["class", "rr-block", "plain"],
        ["class", "rr-mask", "plain"],
        ["contenteditable", "true", "false"],
        ["role", "textbox", "progressbar"],
        ["autocomplete", "cc-number", "off"],
        ["name", "password", "plain"],
      ];
      const make = ([name, own, foreign]: Spoof, foreignFirst: boolean, where: string) => {
        const input = document.createElement("input");
        const box = document.createElement("div");
        for (const element of [input, box]) {
          if (foreignFirst) element.setAttributeNS(FOREIGN, name, foreign);
          if (own !== null) element.setAttributeNS(null, name, own);
          if (!foreignFirst) element.setAttributeNS(FOREIGN, name, foreign);
        }
        input.setAttribute("value", "Secretsubmit");
        box.textContent = `secret-${where}-text.`;
        // A class blocks or masks, and a role of a text box makes an editor; the others say nothing of text.
        return ["class", "contenteditable", "role"].includes(name) ? [input, box] : [input];
      };
      const all = () =>
        SPOOFS.flatMap((spoof) => [...make(spoof, true, "first"), ...make(spoof, false, "last")]);
      const early = all();
      list.append(...early);
      document.documentElement.dispatchEvent(new Event("x"));
      await new Promise((next) => setTimeout(next, 20));
      // Foreign ones that come later, over what is recorded already.
      for (const element of early) {
        for (const [name, , foreign] of SPOOFS) element.setAttributeNS(FOREIGN, name, `${foreign}`);
        if (element.localName === "input") {
          element.setAttribute("value", "Secretlater");
          (element as HTMLInputElement).value = "Secrettyped";
        } else element.firstChild!.nodeValue = "secret-later-text.";
      }
      await new Promise((next) => setTimeout(next, 20));
      // What a drawing has by right.
      list.insertAdjacentHTML(
        "beforeend",
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="${XLINK}"><a xlink:href="/drawn-at-once"><text>drawn.</text></a></svg>`,
      );
      await new Promise((next) => setTimeout(next, 20));
      list.querySelector("svg a")!.setAttributeNS(XLINK, "xlink:href", "/drawn-later");
      await new Promise((next) => setTimeout(next, 20));
    }),
  );
  expect(gapsIn(events)).toEqual([]);
  expect([...new Set(events.match(/secret-?\w+/gi))]).toEqual([]);
  for (const word of ["drawn.", "/drawn-at-once", "/drawn-later"]) expect(events).toContain(word);
  expect(events).toMatch(/"xlink:href":"[^"]*\/drawn-later"/);
});

const SHIMS: Readonly<Record<string, string>> = {
  "names of DOM classes on every object": `Object.prototype.Node = { parentNode: 1, childNodes: 1 }; Object.prototype.Element = { shadowRoot: 1 };`,
  "lists of classes that throw": `Object.defineProperty(Element.prototype, "classList", { configurable: true, get() { throw new Error("no list"); } });`,
  "attributes by shims that are bound": `for (const name of ["getAttribute", "getAttributeNS", "getAttributeNames", "hasAttribute", "matches", "closest"]) {
      Element.prototype[name] = function () { return null; }.bind(null);
    }`,
  "node types that lie": `Object.defineProperty(Node.prototype, "nodeType", { configurable: true, get: () => 8 });`,
};

for (const [what, shim] of Object.entries(SHIMS)) {
  test(`R4 P6 with ${what}, put there before the recorder came, marks hold and all is recorded`, async () => {
    const page = await browser.context.newPage();
    await page.goto(`${origin}/plain`);
    await page.evaluate(`{ ${shim} }`);
    await page.evaluate(() => {
      document.getElementById("list")!.innerHTML =
        `<p>plain-words.</p><div class="rr-block">secret-blocked</div><div data-waymark-mask>secret-masked</div><input type="password" value="secret-typed">`;
    });
    const popup = await startRecording(browser, page);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML(
        "beforeend",
        `<p>later-words-${Math.random()}</p><div class="rr-block">secret-late</div>`,
      );
    });
    await expect.poll(() => dumpOf(browser), { timeout: 20_000 }).toContain("later-words");
    const id = await stopRecording(popup);
    const stored = await storedSession(browser, id);
    const events = JSON.stringify(stored.events);
    expect(stored.session.state).toBe("finished");
    expect(gapsIn(events)).toEqual([]);
    expect(events).toContain("plain-words.");
    expect(events).toContain("later-words");
    expect(events).not.toMatch(/secret-\w/);
    await page.close();
    await popup.close();
  });
}

test("R3 what a page moves while it is read is in the record once", async () => {
  const events = await recordedOf("/plain", (page) =>
    page.evaluate(async () => {
      const list = document.getElementById("list")!;
      list.innerHTML = "<input id='trap'><p>after-the-trap.</p><p>after-that.</p>";
      const trap = document.getElementById("trap")!;
      // Reading the value of a control runs what the page put there.
      Object.defineProperty(trap, "value", {
        get() {
          trap.remove();
          return "";
        },
      });
      await new Promise((next) => setTimeout(next, 50));
      list.insertAdjacentHTML("beforeend", "<p>and-then.</p>");
      await new Promise((next) => setTimeout(next, 50));
    }),
  );
  expect(gapsIn(events)).toEqual([]);
  for (const word of ["after-the-trap.", "after-that.", "and-then."])
    expect(events).toContain(word);
});

for (const depth of [1_000, 2_000, 5_000]) {
  test(`R3 a tree ${depth} deep is recorded, or the record says that it is not`, async () => {
    const page = await browser.context.newPage();
    await page.goto(`${origin}/plain`);
    await page.evaluate((levels) => {
      let deep: Element = document.getElementById("list")!;
      for (let i = 0; i < levels; i++) deep = deep.appendChild(document.createElement("i"));
      deep.textContent = `bottom-at-${levels}.`;
    }, depth);
    const before = gapsIn(await dumpOf(browser)).length;
    const popup = await startRecording(browser, page);
    await page.evaluate((levels) => {
      document.getElementById("text")!.textContent = `still-read-${levels}.`;
    }, depth);
    await expect.poll(() => dumpOf(browser), { timeout: 20_000 }).toContain(`still-read-${depth}.`);
    const id = await stopRecording(popup);
    expect(await checkStored(browser, id)).toEqual([]);
    const dump = await dumpOf(browser);
    expect(dump.includes(`bottom-at-${depth}.`)).toBe(depth < MOST_LEVELS);
    expect(gapsIn(dump).length > before).toBe(depth > MOST_LEVELS);
    await page.close();
    await popup.close();
  });
}
