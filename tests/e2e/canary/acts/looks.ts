import type { Act } from "./act.ts";

/** Styles by script, and pictures. */
export const LOOKS: Readonly<Record<string, Act>> = {
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
};
