import { expect, test } from "vitest";
import { DEFAULT_PAGE_POLICY } from "../../../src/privacy/policy.ts";
import { runIsolatedHalf } from "../../../src/record/isolated-half.ts";
import { type ToPage, TAKE_EVENT } from "../../../src/record/protocol.ts";
import type { Uplink, UplinkCommand, Welcome } from "../../../src/record/uplink.ts";

/** What the isolated half asks of a page. */
function aPage() {
  const metas: unknown[] = [];
  class FakeDocument {
    cookie = "";
    querySelectorAll = () => metas;
  }
  const window = Object.assign(new EventTarget(), {
    document: new FakeDocument(),
    navigator: { language: "en", userAgent: "x" },
    location: { href: "https://shop.example/" },
    innerWidth: 800,
    innerHeight: 600,
  });
  return window as unknown as Window;
}

const WELCOME: Welcome = {
  record: true,
  policy: DEFAULT_PAGE_POLICY,
  because: "start",
  session: "s",
  shown: { indicator: false, level: "balanced", byConsent: false },
};

test("a page that is told to stop before it knows whether it is recorded never begins", async () => {
  const window = aPage();
  const heard: ToPage["type"][] = [];
  let isTaken = false;
  window.addEventListener(TAKE_EVENT, () => (isTaken = true));
  let answer: (welcome: Welcome) => void = () => {};
  let command: (command: UplinkCommand) => Promise<void> = async () => {};
  const uplink: Uplink = {
    hello: () => new Promise((done) => (answer = done)),
    send: async () => {},
    refuse: async () => {},
    orphaned: false,
    onCommand: (handler) => void (command = handler),
  };
  const offered = new Promise<MessagePort>((done) => {
    const dispatch = window.dispatchEvent.bind(window);
    window.dispatchEvent = (event) => {
      const [port] = (event as MessageEvent).ports ?? [];
      if (port) done(port);
      return dispatch(event);
    };
  });
  const life = new AbortController();
  const run = runIsolatedHalf(window, uplink, { life } as Parameters<typeof runIsolatedHalf>[2]);
  const port = await offered;
  port.onmessage = ({ data }: MessageEvent<ToPage>) => {
    heard.push(data.type);
    if (data.type === "stop") port.postMessage({ type: "flushed", nextSeq: 0 });
  };
  await command({ type: "stop", drop: false, reason: "Stopped." });
  answer(WELCOME);
  await run;
  await new Promise((next) => setTimeout(next, 20));
  expect(heard).not.toContain("begin");
  expect(isTaken).toBe(true);
  port.close();
});
