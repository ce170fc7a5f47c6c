import type { Act } from "./act.ts";

/** Requests of all kinds. */
export const REQUESTS: Readonly<Record<string, Act>> = {
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
};
