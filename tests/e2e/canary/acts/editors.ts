import type { Act } from "./act.ts";

/** Editors, and what becomes one. */
export const EDITORS: Readonly<Record<string, Act>> = {
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
};
