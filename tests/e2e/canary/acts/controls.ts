import type { Act } from "./act.ts";

/** Controls: set by a script, as password managers and frameworks do, cleared, toggled, moved. */
export const CONTROLS: Readonly<Record<string, Act>> = {
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
};
