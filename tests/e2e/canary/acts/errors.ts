import type { Act } from "./act.ts";

/** The console, and errors. */
export const ERRORS: Readonly<Record<string, Act>> = {
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
};
