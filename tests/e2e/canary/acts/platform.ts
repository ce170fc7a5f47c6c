import type { Act } from "./act.ts";

/** Storage, clipboard, messages and the rest of the platform. */
export const PLATFORM: Readonly<Record<string, Act>> = {
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
};
