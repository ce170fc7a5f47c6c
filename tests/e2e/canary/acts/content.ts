import type { Act } from "./act.ts";

/** Attributes, texts and addresses that come later. */
export const CONTENT: Readonly<Record<string, Act>> = {
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
};
