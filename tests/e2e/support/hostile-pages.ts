const PLAIN = `<!doctype html><title>Plain</title><p id="text">hello</p>`;

/** Pages that mean harm, by path. */
const PAGES: Readonly<Record<string, string>> = {
  "/plain": PLAIN,
  "/named": `${PLAIN}${["cookie", "querySelectorAll", "defaultView", "title"].map((name) => `<img name="${name}">`).join("")}`,
  // Takes the recorder's port before the recorder comes, and sends junk through it.
  "/thief": `${PLAIN}<script>
    const box = {};
    dispatchEvent(new CustomEvent("waymark:take", { detail: box }));
    window.stolen = box.kit?.port ?? null;
    for (const junk of [null, 7, { type: "flushed" }, { type: "batch", batch: null }]) stolen?.postMessage(junk);
    for (const junk of [null, 7, "{", "false", "undefined\\n0 1", "undefined\\n0 1 a b", "undefined\\n-1 1"])
      for (const type of ["events", "batches"]) stolen?.dispatchEvent(new CustomEvent(type, { detail: junk }));
  </script>`,
  // Open before it is recorded, it hears how the recorder gets its port.
  "/eavesdropper": `${PLAIN}<script>addEventListener("waymark:port", ({ ports }) => (window.overheard = ports[0]), true)</script>`,
};

/**
 * Work of a page whose result must be the same with and without a recording. Of JSON only the length
 * is in it: what the page forges is to be found nowhere in its session.
 */
const WORK = `
  window.results = [];
  async function work() {
    const list = document.getElementById("list");
    for (let i = 0; i < 20; i++) {
      const item = document.createElement("li");
      item.textContent = "item " + i;
      list.append(item);
      if (i % 3 === 0) item.className = "third";
      if (i % 5 === 4) list.firstElementChild.remove();
      item.style.marginLeft = i + "px";
      await new Promise((next) => setTimeout(next, 10));
      item.style.paddingLeft = i + "px";
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("li { color: rgb(1, 2, 3) }");
    document.adoptedStyleSheets = [sheet];
    document.adoptedStyleSheets.push(new CSSStyleSheet());
    const rule = sheet.cssRules[0];
    rule.style.color = "rgb(4, 5, 6)";
    const host = document.createElement("div");
    list.after(host);
    const root = host.attachShadow({ mode: "closed" });
    root.innerHTML = "<b>shadow</b>";
    const { port1, port2 } = new MessageChannel();
    const echoed = new Promise((done) => (port2.onmessage = ({ data }) => done(data)));
    port1.postMessage({ say: "hello" });
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = box.indeterminate = true;
    results.push(list.textContent, window.JSON?.stringify({ a: [1, { b: 2 }] }).length, (await echoed).say,
      getComputedStyle(list.firstElementChild).color, document.adoptedStyleSheets.length,
      String(host.shadowRoot), box.checked && box.indeterminate, root.mode,
      window.Map && new Map([[1, 2]]).get(1), [1, 2, 3].map((x) => x * 2).join());
    return results.join("; ");
  }`;

/** Patches of what a recorder is made of. `seen` is what the page gets to see by them. */
export const ATTACKS: Readonly<Record<string, string>> = {
  "a node that cannot be read": `
    const { get } = Object.getOwnPropertyDescriptor(Node.prototype, "nodeType");
    Object.defineProperty(Node.prototype, "nodeType", { configurable: true,
      get() { if (this.localName === "trap") throw new Error("node trap"); return get.call(this); } });
    addEventListener("DOMContentLoaded", () => document.body.append(document.createElement("trap")), true);`,
  "values that write themselves as JSON": `
    Array.prototype.toJSON = function () { return "forged-array"; };
    Object.prototype.toJSON = function () { return this === window ? 1 : this; };
    String.prototype.toJSON = () => "forged-string";`,
  "JSON that listens": `
    const { stringify, parse } = JSON;
    JSON.stringify = function (value, ...more) { seen.push(stringify(value)); return stringify(value, ...more); };
    JSON.parse = function (text, ...more) { seen.push(String(text)); return parse(text, ...more); };`,
  "JSON that lies": `
    JSON.stringify = (value) => '{"type":4,"data":{"href":"https://forged-json/","width":1,"height":1},"timestamp":1}';
    JSON.parse = () => ({ forged: "forged-json" });`,
  "collections that count": `
    let calls = 0;
    for (const [type, method] of [[Map, "get"], [Map, "set"], [WeakMap, "get"], [WeakMap, "set"], [Set, "add"], [Array, "push"]]) {
      const native = type.prototype[method];
      type.prototype[method] = function (...args) { calls++; return native.apply(this, args); };
    }
    const then = Promise.prototype.then;
    Promise.prototype.then = function (...args) { return then.apply(this, args); };`,
  "a message port that listens": `
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...args) {
      seen.push(JSON.stringify(args[0]));
      return post.apply(this, args);
    };
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (...args) { return add.apply(this, args); };`,
  "events that listen": `
    const dispatch = EventTarget.prototype.dispatchEvent;
    EventTarget.prototype.dispatchEvent = function (event) {
      seen.push(String(event.detail));
      return dispatch.call(this, event);
    };
    const Native = CustomEvent;
    window.CustomEvent = class extends Native {
      constructor(type, init) { super(type, init); seen.push(String(init?.detail)); }
    };`,
  "getters that throw": `
    for (const name of ["textContent", "firstChild", "parentNode", "childNodes"]) {
      const { get, set } = Object.getOwnPropertyDescriptor(Node.prototype, name);
      Object.defineProperty(Node.prototype, name, { configurable: true, set,
        get() { if (this.localName === "trap") throw new Error("trap"); return get.call(this); } });
    }
    whenParsed(() => {
      const trap = document.createElement("x-trap");
      Object.defineProperty(trap, "shadowRoot", { get() { throw new Error("shadow trap"); } });
      Object.defineProperty(trap, "value", { get() { throw new Error("value trap"); } });
      document.body.append(trap, document.createElement("trap"));
    });
    console.log = console.warn = console.error = console.debug = () => { throw new Error("console trap"); };`,
  "a mutation observer of its own": `
    const Native = MutationObserver;
    window.MutationObserver = class extends Native {
      constructor(callback) { super((records, self) => callback(records.slice(), self)); }
    };
    for (const name of ["Text", "Comment"]) window[name].prototype.x = 1;`,
  "objects that are proxies": `
    whenParsed(() => {
      const odd = document.createElement("input");
      const evil = new Proxy({}, { get() { throw new Error("proxy trap"); }, ownKeys() { throw new Error("proxy trap"); } });
      for (const name of ["type", "name", "form", "classList", "value", "scrollTop"]) {
        try { Object.defineProperty(odd, name, { get: () => evil }); } catch {}
      }
      odd.dispatchEvent(new Event("input", { bubbles: true }));
      class Odd extends HTMLElement {
        [Symbol.toPrimitive]() { throw new Error("primitive trap"); }
        toJSON() { throw new Error("json trap"); }
      }
      customElements.define("odd-element", Odd);
      document.body.append(new Odd());
      dispatchEvent(new ErrorEvent("error", { error: evil, message: "forged" }));
    });`,
};

const { "JSON that lies": _, ...together } = ATTACKS;
/** All of them in one page, but for JSON that lies: where it is not seen through, nothing else is seen. */
export const TOGETHER = "all attacks at once";

/** The script of an attack. */
export const attackScript = (attack: string): string =>
  attack === TOGETHER
    ? Object.values(together)
        .map((script) => `{ ${script} }`)
        .join("\n")
    : (ATTACKS[attack] ?? SABOTAGE[attack] ?? "");

/** After these a recorder that came later could not work at all: the session must say so and end well. */
export const SABOTAGE: Readonly<Record<string, string>> = {
  "no observers": `window.MutationObserver = undefined; window.JSON = undefined; window.Map = undefined; window.WeakMap = undefined; window.Set = undefined;`,
  "a stolen port": `
    const box = {};
    dispatchEvent(new CustomEvent("waymark:take", { detail: box }));
    window.stolen = Boolean(box.kit);
    box.kit?.port?.close();
    if (box.kit) box.kit.onPort = (port) => port.close();`,
};

/** The button is for a driver that can run nothing in a page whose built-ins are gone. */
const attackPage = (script: string) => `<!doctype html><title>Attack</title>
  <script>
    window.seen = [];
    function whenParsed(run) {
      if (document.readyState === "loading") addEventListener("DOMContentLoaded", run);
      else run();
    }
  </script>
  <script>${script}</script>
  <ul id="list"></ul><p id="text">hello</p>
  <button onclick="work().then((text) => (output.textContent = text))">Work</button>
  <output id="output"></output>
  <script>${WORK}</script>`;

/** The page at a URL path; `/attack?attack=` runs one of the attacks before all else. */
export function hostilePage({ pathname, searchParams }: URL): string | undefined {
  const attack = searchParams.get("attack") ?? "";
  return pathname === "/attack" ? attackPage(attackScript(attack)) : PAGES[pathname];
}

export const attackPath = (attack: string) => `/attack?attack=${encodeURIComponent(attack)}`;
