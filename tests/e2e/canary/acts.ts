import type { WaymarkPageApi } from "../../../src/record/page-api.ts";

declare global {
  interface Window {
    Waymark?: WaymarkPageApi;
  }
}

/**
 * What happens in a page, a place each. Every function runs in the page by itself and is given the
 * secret of its place; the name says what must become of that (see vault.ts).
 */
export type Act = (secret: string) => unknown;

export const ACTS: Readonly<Record<string, Act>> = {
  // Controls: set by a script, as password managers and frameworks do, cleared, toggled, moved.
  "control: value set by a script": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.value = s;
  },
  "control: value set with input events, a letter each": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    for (let i = 1; i <= s.length; i++) {
      field.value = s.slice(0, i);
      field.dispatchEvent(new InputEvent("input", { bubbles: true, data: s[i - 1] ?? null }));
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  },
  "control: default value set": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.defaultValue = s;
  },
  "control: cleared default": (s) => {
    document.body.insertAdjacentHTML("beforeend", `<input id="cleared" value="${s}">`);
    (document.getElementById("cleared") as HTMLInputElement).value = "";
  },
  "control: invalid date default": (s) => {
    document.body.insertAdjacentHTML("beforeend", `<input type="date" value="${s}">`);
  },
  "control: invalid number default, then a text field": (s) => {
    document.body.insertAdjacentHTML("beforeend", `<input id="num" type="number" value="${s}">`);
    (document.getElementById("num") as HTMLInputElement).type = "text";
  },
  "control: textarea, its default cleared": (s) => {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.defaultValue = s;
    field.value = "";
  },
  "control: textarea, its child text changed": (s) => {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.append("a");
    setTimeout(() => (field.firstChild!.textContent = s), 20);
  },
  "control: range text": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.setRangeText(s);
  },
  "control: cloned field": (s) => {
    const field = document.createElement("input");
    field.value = s;
    document.body.append(field.cloneNode());
  },
  "control: field moved to another place": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.value = s;
    setTimeout(() => document.body.prepend(field), 20);
  },
  "control: option added": (s) => {
    const list = document.body.appendChild(document.createElement("select"));
    list.add(new Option(s, s, true, true));
    list.dispatchEvent(new Event("change", { bubbles: true }));
  },
  "control: option renamed": (s) => {
    const list = document.body.appendChild(document.createElement("select"));
    list.add(new Option("a"));
    setTimeout(() => {
      list.options[0]!.text = s;
      list.options[0]!.value = s;
    }, 20);
  },
  "control: file of this name chosen": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.type = "file";
    const files = new DataTransfer();
    files.items.add(new File([s], `${s}.pdf`));
    field.files = files.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  },
  "control: form-associated element": (s) => {
    customElements.define(
      "canary-field",
      class extends HTMLElement {
        static formAssociated = true;
        internals = this.attachInternals();
      },
    );
    const field = document.createElement("canary-field") as HTMLElement & {
      internals: ElementInternals;
      value: string;
    };
    document.body.append(field);
    field.internals.setFormValue(s, s);
    field.internals.ariaValueText = s;
    field.value = s;
    field.setAttribute("value", s);
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  },
  "control: field of a component in an open root": (s) => {
    const host = document.body.appendChild(document.createElement("div"));
    host.attachShadow({
      mode: "open",
    }).innerHTML = `<p>Text in the shadow</p><input value="${s}"><div contenteditable>${s}</div>`;
    const field = host.shadowRoot!.querySelector("input")!;
    field.value = `${s}x`;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  },
  "control: field of a component in a closed root": (s) => {
    const host = document.body.appendChild(document.createElement("div"));
    const root = host.attachShadow({ mode: "closed" });
    root.innerHTML = `<p>Text of the late closed root</p><input value="${s}">`;
    root.querySelector("input")!.value = `${s}x`;
  },
  "never: text under a masked host's root, changed": (s) => {
    const host = document.body.appendChild(document.createElement("div"));
    host.className = "rr-mask";
    const root = host.attachShadow({ mode: "open" });
    root.textContent = "first";
    setTimeout(() => {
      root.firstChild!.textContent = s;
      root.append(s);
    }, 30);
  },
  "never: password shown, retyped and hidden again": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.type = "password";
    field.id = field.name = "toggled";
    field.value = s;
    setTimeout(() => {
      field.type = "text";
      field.setAttribute("value", s);
      field.value = `${s}${s}`;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      setTimeout(() => (field.type = "password"), 20);
    }, 20);
  },
  "never: password cloned as text": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.type = "password";
    field.name = "cloned";
    setTimeout(() => {
      const clone = field.cloneNode() as HTMLInputElement;
      clone.type = "text";
      clone.setAttribute("value", s);
      field.after(clone);
    }, 20);
  },
  "never: password replaced by a text field of its name": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.type = "password";
    field.name = "replaced";
    setTimeout(() => {
      const other = document.createElement("input");
      other.name = "replaced";
      other.value = s;
      field.replaceWith(other);
      other.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, 20);
  },
  "never: password cleared, its default left": (s) => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<input id="pwcleared" type="password" value="${s}">`,
    );
    (document.getElementById("pwcleared") as HTMLInputElement).value = "";
  },
  "never: card field whose autocomplete came later": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    setTimeout(() => {
      field.autocomplete = "cc-number";
      field.value = s;
      field.setAttribute("value", s);
    }, 20);
  },
  "never: hidden input set": (s) => {
    const field = document.body.appendChild(document.createElement("input"));
    field.type = "hidden";
    field.value = s;
    setTimeout(() => (field.value = `${s}2`), 20);
  },

  // Editors.
  "control: editor that draws all anew on each key": (s) => {
    const editor = document.body.appendChild(document.createElement("div"));
    editor.contentEditable = "true";
    for (let i = 1; i <= s.length; i++) {
      setTimeout(() => {
        editor.replaceChildren(
          ...Array.from(s.slice(0, i), (char) => {
            const span = document.createElement("span");
            span.dataset["char"] = char;
            span.textContent = char;
            return span;
          }),
        );
      }, i * 15);
    }
  },
  "control: editor with a hidden text area": (s) => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<div class="CodeMirror" id="cm"><div style="overflow:hidden;height:0"><textarea></textarea></div><pre class="CodeMirror-line"></pre></div>`,
    );
    const field = document.querySelector<HTMLTextAreaElement>("#cm textarea")!;
    const line = document.querySelector("#cm pre")!;
    [...s].forEach((char, i) =>
      setTimeout(() => {
        field.value += char;
        field.dispatchEvent(new InputEvent("input", { bubbles: true, data: char }));
        line.append(Object.assign(document.createElement("span"), { textContent: char }));
      }, i * 15),
    );
  },
  "control: editor by execCommand": (s) => {
    const editor = document.body.appendChild(document.createElement("div"));
    editor.contentEditable = "true";
    editor.focus();
    document.execCommand("insertText", false, s);
    document.execCommand("bold");
    document.execCommand("insertHTML", false, `<a href="/${s}" title="${s}">${s}</a>`);
    document.execCommand("createLink", false, `https://x.example/${s}`);
  },
  "control: editor in a frame in design mode": (s) => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const inner = frame.contentDocument!;
    inner.open();
    inner.write("<p>a</p>");
    inner.close();
    inner.designMode = "on";
    setTimeout(() => inner.body.append(s), 100);
  },
  "control: text that becomes an editor": (s) => {
    const later = document.body.appendChild(document.createElement("p"));
    setTimeout(() => {
      later.setAttribute("contenteditable", "");
      later.textContent = s;
    }, 30);
  },
  "control: text that becomes a text box": (s) => {
    const later = document.body.appendChild(document.createElement("p"));
    setTimeout(() => {
      later.setAttribute("role", "textbox");
      later.textContent = s;
    }, 30);
  },
  "control: editor's letters as attributes": (s) => {
    const editor = document.body.appendChild(document.createElement("div"));
    editor.setAttribute("role", "textbox");
    for (const char of s) {
      const cell = editor.appendChild(document.createElement("i"));
      cell.dataset["key"] = char;
      cell.setAttribute("aria-current", char);
    }
  },
  "control: attribute that repeats what is typed": (s) => {
    const wrap = document.body.appendChild(document.createElement("div"));
    const field = wrap.appendChild(document.createElement("textarea"));
    field.value = s;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    wrap.dataset["replicatedValue"] = field.value;
  },

  // Attributes and text that come later.
  "gone: attribute set": (s) => {
    document.body.setAttribute("data-later", s);
  },
  "gone: handler attribute set": (s) => {
    document.body.setAttribute("onbeforeprint", `/* ${s} */`);
  },
  "gone: dataset": (s) => {
    document.body.dataset["account"] = s;
  },
  "gone: aria property reflected": (s) => {
    document.body.ariaRoleDescription = null;
    document.body.setAttribute("aria-braillelabel", s);
  },
  "gone: comment added": (s) => {
    document.body.append(document.createComment(s));
  },
  "gone: comment changed": (s) => {
    const comment = document.body.appendChild(document.createComment("a"));
    setTimeout(() => (comment.data = s), 20);
  },
  "gone: processing instruction": (s) => {
    document.body.append(document.createProcessingInstruction("x", s));
  },
  "gone: text blocked later": (s) => {
    const late = document.body.appendChild(document.createElement("div"));
    late.append("a");
    setTimeout(() => {
      late.className = "rr-block";
      late.append(s);
      late.title = s;
    }, 20);
  },
  "never: text masked later": (s) => {
    const late = document.body.appendChild(document.createElement("div"));
    late.append("a");
    setTimeout(() => {
      late.className = "rr-mask";
      late.firstChild!.textContent = s;
    }, 20);
  },
  "never: text moved into a masked place": (s) => {
    const masked = document.body.appendChild(document.createElement("div"));
    masked.dataset["waymarkMask"] = "";
    const text = document.createElement("p");
    masked.append(text);
    setTimeout(() => text.append(s), 20);
  },
  "pattern: text node completed": (s) => {
    const text = document.createTextNode("pending");
    document.body.append(text);
    setTimeout(() => (text.data = `Sent to ${s}`), 20);
  },
  "pattern: document title": (s) => {
    document.title = `Inbox of ${s}`;
  },
  "pattern: text in a popover that opens": (s) => {
    document.body.insertAdjacentHTML("beforeend", `<div popover id="pop">${s}</div>`);
    document.getElementById("pop")!.showPopover();
    setTimeout(() => document.getElementById("pop")!.hidePopover(), 30);
  },
  "pattern: text in a dialog that opens": (s) => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.append(s);
    dialog.showModal();
    setTimeout(() => dialog.close(s), 30);
  },

  // Addresses.
  "gone: history.pushState": (s) => {
    history.pushState({ s }, "", `?step=${s}`);
  },
  "gone: history.replaceState": (s) => {
    history.replaceState({ s }, "", `?step=${s}#${s}`);
  },
  "gone: hash": (s) => {
    location.hash = `token=${s}`;
  },
  "gone: link added": (s) => {
    document.body.insertAdjacentHTML("beforeend", `<a href="/x?k=${s}#${s}">x</a>`);
  },
  "gone: base element": (s) => {
    const base = document.createElement("base");
    base.href = `${location.origin}/?b=${s}`;
    document.head.append(base);
    setTimeout(() => base.remove(), 30);
  },
  "control: form sent by GET into a frame": (s) => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<iframe name="sink"></iframe><form id="get" target="sink" action="/inner"><input name="q" value="${s}"></form>`,
    );
    (document.getElementById("get") as HTMLFormElement).submit();
  },
  "control: form sent by POST into a frame": (s) => {
    document.body.insertAdjacentHTML(
      "beforeend",
      `<iframe name="sink2"></iframe><form id="post" method="post" target="sink2" action="/inner"><input name="q" value="${s}"></form>`,
    );
    (document.getElementById("post") as HTMLFormElement).submit();
  },

  // Styles by script.
  "gone: insertRule": (s) => {
    const style = document.head.appendChild(document.createElement("style"));
    style.sheet!.insertRule(`p { background: url("/r.png?k=${s}") }`);
  },
  "gone: rule nested by script": (s) => {
    const style = document.head.appendChild(document.createElement("style"));
    style.textContent = "@media all { p { top: 0 } }";
    setTimeout(() => {
      const media = style.sheet!.cssRules[0] as CSSMediaRule;
      media.insertRule(`p { cursor: url("/r.cur?k=${s}"), auto }`);
    }, 30);
  },
  "gone: adopted sheet": (s) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`p { background: url("/a.png?k=${s}") }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    setTimeout(() => sheet.replaceSync(`p { background: url("/b.png?k=${s}") }`), 30);
  },
  "gone: style property": (s) => {
    document.body.style.setProperty("list-style-image", `url("/s.png?k=${s}")`);
  },
  "gone: style text": (s) => {
    const style = document.head.appendChild(document.createElement("style"));
    style.append(`/* ${s} */ q { background: url(/q.png?k=${s}) }`);
  },
  "gone: constructed font": (s) => {
    document.fonts.add(new FontFace("Canary", `url("/f.woff2?k=${s}")`));
  },
  "pattern: content by script": (s) => {
    const style = document.head.appendChild(document.createElement("style"));
    style.sheet!.insertRule(`q::after { content: "${s}" }`);
  },

  // Pictures.
  "gone: canvas text": (s) => {
    const canvas = document.body.appendChild(document.createElement("canvas"));
    const context = canvas.getContext("2d")!;
    context.font = s;
    context.fillText(s, 1, 10);
    canvas.setAttribute("data-drawn", s);
    canvas.append(document.createComment(s));
  },
  "gone: picture from a blob": (s) => {
    const image = document.body.appendChild(document.createElement("img"));
    image.src = URL.createObjectURL(new Blob([s], { type: `image/${s}` }));
  },
  "gone: picture as data, set": (s) => {
    const image = document.body.appendChild(document.createElement("img"));
    image.src = `data:text/plain,${s}`;
  },

  // Console and errors.
  "pattern: console": (s) => {
    const list = [s, { note: s, nested: { s } }, new Error(s), [s]];
    for (const name of ["log", "info", "warn", "error", "debug", "dir", "table", "trace"] as const)
      (console[name] as (...args: unknown[]) => void)(...list);
    console.group(s);
    console.groupEnd();
    console.time(s);
    console.timeEnd(s);
    console.assert(false, s);
    console.count(s);
  },
  "pattern: console, in keys and names": (s) => {
    console.log({ [`key of ${s}`]: 1 }, Symbol(s), Object(s), new Map([[s, new Set([s])]]));
    console.log(Object.defineProperty(() => {}, "name", { value: s }));
    console.error(new Error("outer", { cause: new Error(s) }));
  },
  "gone: console, under names of secrets": (s) => {
    console.log({ password: s, nested: { token: [s] } }, new Map([["apiKey", { s }]]));
    console.log("password:", s);
    console.log("token=%s", s);
    console.log(Object.entries({ pin: s }));
    console.error(new Error(`refused: {"password":"${s} two words"}`));
    console.dir({ a: { b: { authorization: { basic: s } } } });
    console.table([{ secret: s }]);
  },
  "gone: console, what only code could read": (s) => {
    console.log({
      get note() {
        return s;
      },
      toString: () => s,
      toJSON: () => s,
    });
    console.log(new Proxy({}, { get: () => s }));
    console.log(() => `${s}`);
  },
  "gone: console, in bytes, nodes and stores": (s) => {
    const element = document.createElement("div");
    element.title = element.textContent = s;
    element.className = s;
    sessionStorage.setItem("canary", s);
    console.log(new TextEncoder().encode(s), element, element.firstChild, element.dataset);
    console.log(sessionStorage, [element]);
  },
  "pattern: error thrown": (s) => {
    setTimeout(() => {
      throw new Error(`No mailbox ${s}`);
    });
  },
  "pattern: error of a class with more in it": (s) => {
    setTimeout(() => {
      const error = new TypeError(`Cannot send to ${s}`);
      throw Object.assign(error, { name: `Mail ${s}`, cause: s, payload: { s }, stack: `at ${s}` });
    });
  },
  "pattern: rejection": (s) => {
    void Promise.reject(new Error(`Not delivered: ${s}`));
  },
  "pattern: rejection with a text": (s) => {
    void Promise.reject(`Not delivered: ${s}`);
  },
  "gone: error's source query": (s) => {
    const script = document.createElement("script");
    script.src = `/throw.js?k=${s}`;
    document.head.append(script);
  },
  "gone: rejection with an object": (s) => {
    void Promise.reject({ code: 7, password: s });
  },
  "gone: error named by key and value": (s) => {
    setTimeout(() => {
      throw new Error(`refused: {"password":"${s} two words","token":"${s}"}`);
    });
  },
  "gone: reported error": (s) => {
    reportError(new Error(`access_token=${s}`));
  },
  "gone: error of another origin's script": (s) => {
    const script = document.createElement("script");
    script.src = `http://localhost:${(window as { otherPort?: string }).otherPort}/throw.js?k=${s}`;
    document.head.append(script);
  },

  "gone: query of a picture that is not there": (s) => {
    document.body.appendChild(document.createElement("img")).src = `/missing.png?k=${s}`;
  },
  "gone: address of a blocked picture that is not there": (s) => {
    const around = document.body.appendChild(document.createElement("div"));
    around.setAttribute("data-waymark-block", "");
    around.appendChild(document.createElement("img")).src = `/missing-${s}.png`;
  },

  // Requests.
  "gone: fetch": async (s) => {
    await fetch(`/api?token=${s}`, {
      method: "POST",
      headers: { authorization: `Bearer ${s}`, "x-user": s },
      body: JSON.stringify({ password: s }),
    });
  },
  "gone: XHR": (s) =>
    new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("PUT", `/api?token=${s}`);
      request.setRequestHeader("x-token", s);
      request.onloadend = done;
      request.send(s);
    }),
  "gone: header, body and query of a request object": async (s) => {
    const headers = { "x-note": s, authorization: `Bearer ${s}` };
    const body = JSON.stringify({ note: s, password: s });
    const request = new Request(`/echo?k=${s}`, { method: "PUT", headers, body });
    await (await fetch(request)).json();
  },
  "gone: form sent by a script": async (s) => {
    const form = new FormData();
    form.set("note", s);
    form.set("file", new File([s], `${s}.txt`));
    await (await fetch("/echo", { method: "POST", body: form })).text();
  },
  "gone: reason for giving up on a request": async (s) => {
    const gone = new AbortController();
    const request = fetch("/echo", { method: "POST", body: "x", signal: gone.signal });
    gone.abort(new Error(`password=${s}`));
    await request.catch(() => {});
  },
  "gone: headers and answer of XMLHttpRequest": async (s) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/echo?k=${s}`);
    request.setRequestHeader("x-note", s);
    const loaded = new Promise((done) => (request.onload = done));
    request.send(s);
    await loaded;
  },
  "gone: messages of a socket": async (s) => {
    const socket = new WebSocket(`ws://${location.host}/requests/socket?k=${s}`);
    const closed = new Promise((done) => (socket.onclose = done));
    socket.onopen = () => socket.send(s);
    socket.onmessage = () => socket.close(3_000, "enough");
    await closed;
  },
  "pattern: reason of a socket's close": async (s) => {
    const socket = new WebSocket(`ws://${location.host}/requests/socket`);
    const closed = new Promise((done) => (socket.onclose = done));
    socket.onopen = () => socket.close(3_000, s);
    await closed;
  },
  "gone: beacon": (s) => {
    navigator.sendBeacon(`/api?b=${s}`, s);
  },
  "gone: EventSource": (s) => {
    const source = new EventSource(`/api?e=${s}`);
    setTimeout(() => source.close(), 100);
  },
  "gone: WebSocket": (s) => {
    const socket = new WebSocket(`ws://${location.host}/ws?w=${s}`, "x");
    socket.onerror = () => {};
    socket.onopen = () => socket.send(s);
  },
  "gone: answer of a request": async (s) => {
    await (await fetch("/echo", { method: "POST", body: s })).text();
  },
  "pattern: path of a request": async (s) => {
    await fetch(`/users/${s}/mail`);
  },

  // Storage, clipboard, messages.
  "gone: localStorage": (s) => {
    localStorage.setItem("token", s);
  },
  "gone: sessionStorage": (s) => {
    sessionStorage.setItem(s, s);
  },
  "gone: cookie": (s) => {
    document.cookie = `session=${s}; path=/`;
  },
  "gone: IndexedDB of the page": (s) =>
    new Promise((done) => {
      const opened = indexedDB.open("page-db", 1);
      opened.onupgradeneeded = () => opened.result.createObjectStore("o").put(s, s);
      opened.onsuccess = () => done(opened.result.close());
    }),
  "gone: cache of the page": async (s) => {
    if ("caches" in window) await (await caches.open("c")).put("/c", new Response(s));
  },
  "gone: window.name": (s) => {
    window.name = s;
  },
  "gone: clipboard events": (s) => {
    for (const type of ["copy", "cut", "paste"]) {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", s);
      clipboardData.setData("text/html", `<b>${s}</b>`);
      document.body.dispatchEvent(new ClipboardEvent(type, { clipboardData, bubbles: true }));
    }
  },
  "gone: drag and drop": (s) => {
    for (const type of ["dragstart", "dragover", "drop"]) {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/uri-list", `https://x.example/${s}`);
      dataTransfer.setData("text/plain", s);
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true }));
    }
  },
  "gone: key events without a field": (s) => {
    for (const key of s) {
      for (const type of ["keydown", "keypress", "keyup"])
        document.body.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
    }
  },
  "pattern: words in dialogs": (s) => {
    alert(`Sent to ${s}`);
    confirm(s);
    prompt(s);
  },
  "gone: what a prompt is filled with": (s) => {
    prompt("Your name?", s);
  },
  "gone: copied by a script": (s) => {
    const fill = (event: ClipboardEvent) => event.clipboardData?.setData("text/plain", s);
    document.addEventListener("copy", fill, { once: true });
    document.execCommand("copy");
    // Without the focus a page may not write there.
    void navigator.clipboard?.writeText(s).catch(() => {});
  },
  "pattern: names of controls in a form that is sent": (s) => {
    const form = document.body.appendChild(document.createElement("form"));
    form.name = s;
    for (const required of [true, false]) {
      const field = form.appendChild(document.createElement("input"));
      Object.assign(field, { name: s, required });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.requestSubmit();
    form.noValidate = true;
    form.requestSubmit();
    form.reset();
  },
  "gone: name of a file that is saved by a script": (s) => {
    const link = document.createElement("a");
    Object.assign(link, { download: `${s}.txt`, href: "data:text/plain,saved" });
    link.click();
  },
  "gone: custom event": (s) => {
    dispatchEvent(new CustomEvent("purchase", { detail: { s } }));
    document.body.dispatchEvent(new CustomEvent(s, { detail: s, bubbles: true }));
  },
  "gone: postMessage": (s) => {
    window.postMessage({ s }, "*");
    for (const frame of document.querySelectorAll("iframe"))
      frame.contentWindow?.postMessage({ s }, "*");
  },
  "gone: broadcast": (s) => {
    const channel = new BroadcastChannel("c");
    channel.postMessage(s);
    channel.close();
  },
  "gone: performance marks": (s) => {
    performance.mark(s, { detail: s });
    performance.measure(`m-${s}`);
  },
  "gone: notification and share data": (s) => {
    if (navigator.mediaSession)
      navigator.mediaSession.metadata = new MediaMetadata({ title: s, artist: s });
  },
  "gone: custom element named after a token": (s) => {
    const name = `x-${s.toLowerCase()}-9f86d081884c7d659a2feaa0c55ad015a3`;
    customElements.define(name, class extends HTMLElement {});
    document.body.append(document.createElement(name));
  },
  "control: selection in an editor": (s) => {
    const editor = document.body.appendChild(document.createElement("div"));
    editor.contentEditable = "true";
    editor.textContent = s;
    getSelection()!.selectAllChildren(editor);
  },

  // What the page says on purpose.
  "pattern: data of an event that the page tells": (s) => {
    window.Waymark!.track("canary", { mail: s, list: [s], [s]: 1, json: JSON.stringify({ s }) });
  },
  "gone: data of an event under the name of a secret": (s) => {
    window.Waymark!.track("canary", { password: s, deep: { api_key: s } });
  },
  "pattern: metadata": (s) => {
    window.Waymark!.setMetadata({ contact: s, [s]: true });
  },
  "gone: metadata under the name of a secret": (s) => {
    window.Waymark!.setMetadata({ token: s });
  },
  "gone: what is told wrongly": (s) => {
    for (const call of [
      () => window.Waymark!.track(`${s} ${s}`),
      () => window.Waymark!.setMetadata({ s: [s] }),
    ]) {
      try {
        call();
      } catch {
        continue; // it is the page's to handle
      }
      throw new Error("The API took what is wrong.");
    }
  },
  "pattern: data of an attribute that is told": (s) => {
    const button = document.body.appendChild(document.createElement("button"));
    button.setAttribute("data-waymark-track-click", "canary");
    button.setAttribute("data-waymark-data", JSON.stringify({ mail: s }));
    setTimeout(() => button.click(), 20);
  },
  "never: data of an attribute in what is blocked": (s) => {
    const block = document.body.appendChild(document.createElement("div"));
    block.setAttribute("data-waymark-block", "");
    const button = block.appendChild(document.createElement("button"));
    for (const element of [block, button]) {
      element.setAttribute("data-waymark-track-click", "canary");
      element.setAttribute("data-waymark-data", JSON.stringify({ s }));
    }
    setTimeout(() => button.click(), 20);
  },
  "never: title in a masked document": (s) => {
    const title = document.querySelector("title")!;
    title.setAttribute("data-waymark-mask", "");
    setTimeout(() => (document.title = s), 20);
  },

  // What must be seen.
  "pattern: what stays": () => {
    document.body.insertAdjacentHTML("beforeend", "<p>Text that came later</p>");
    setTimeout(() => {
      throw new Error("A plain error stays");
    });
    void fetch("/api/plain");
  },
};

/** Fields into which the browser itself types, key by key. */
export const TYPED: Readonly<Record<string, string>> = {
  "control: typed": `<input id="typed-text">`,
  "control: typed into a search": `<input id="typed-search" type="search">`,
  "control: typed into a text area": `<textarea id="typed-area"></textarea>`,
  "control: typed into an editor": `<div id="typed-editor" contenteditable="true"></div>`,
  "control: typed into a text box": `<div id="typed-box" role="textbox" tabindex="0" contenteditable="plaintext-only"></div>`,
  "never: typed password": `<input id="typed-password" type="password">`,
  "never: typed card number": `<input id="typed-card" autocomplete="cc-number">`,
  "never: typed code": `<input id="typed-code" autocomplete="one-time-code">`,
  "never: typed password, shown": `<input id="typed-shown" type="password">`,
};
