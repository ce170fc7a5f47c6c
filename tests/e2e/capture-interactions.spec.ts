import { expect, type Page, test } from "@playwright/test";
import type { RecordedEvent } from "../../src/format/events.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { dumpStorage } from "./support/dump.ts";
import { type ExtensionBrowser, launchExtension } from "./support/extension.ts";
import { startRecording, stopRecording, storedSession } from "./support/session.ts";

type Payload = Record<string, unknown>;

let fixtures: FixtureServer;
let browser: ExtensionBrowser;

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchExtension();
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

interface Told {
  /** Payloads of one tag, in time order. */
  of(tag: string): Payload[];
  /** The recorded id of the element with this DOM id. */
  id(domId: string): number;
  events: RecordedEvent[];
}

/** Records what `act` does in the page of this fixture. */
async function record(act: (page: Page) => Promise<void>): Promise<Told> {
  const page = await browser.context.newPage();
  await page.goto(`${fixtures.url}/interactions/`);
  const popup = await startRecording(browser, page);
  await act(page);
  // What is told after a click's handlers are done comes in a turn of its own.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  const { events, missing } = await storedSession(browser, await stopRecording(popup));
  expect(missing).toEqual([]);
  for (const each of [page, popup]) await each.close();
  const signals = events.filter(({ type }) => type === 5).map(({ data }) => data);
  expect(
    signals.filter(({ tag }) => tag === "waymark.capture"),
    "parts that failed",
  ).toEqual([]);
  return {
    of: (tag) =>
      signals.filter((data) => data["tag"] === tag).map((data) => data["payload"] as Payload),
    id: (domId) => idOf(events, domId),
    events,
  };
}

type Node = { id: number; attributes?: Payload; childNodes?: Node[] };

function idOf(events: RecordedEvent[], domId: string): number {
  const nodes = events.filter(({ type }) => type === 2).map(({ data }) => data["node"] as Node);
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.attributes?.["id"] === domId) return node.id;
    nodes.push(...(node.childNodes ?? []));
  }
  throw new Error(`No recorded element has the id ${domId}.`);
}

test("clicks tell what was under them, and the control that they missed", async () => {
  const { of, id } = await record(async (page) => {
    const position = { x: 5, y: 5 };
    const at = (selector: string) => page.locator(selector).click({ force: true, position });
    await at("#plain");
    await at("#veil");
    await at("#off");
    await at("#aria-off");
    const link = (await page.locator("#through").boundingBox())!;
    await page.mouse.click(link.x + 5, link.y + 5);
    const dim = (await page.locator("#dim").boundingBox())!;
    await page.mouse.click(dim.x + 5, dim.y + 5);
    await at("#inner");
    await at("#hidden");
    await page.locator("#plain").focus();
    await page.keyboard.press("Enter");
    await page.locator("#plain").evaluate((button: HTMLButtonElement) => button.click());
  });
  const clicks = of("waymark.click");
  expect(clicks.map((click) => [click["id"], click["missed"], click["pointer"]])).toEqual([
    [id("plain"), undefined, "mouse"],
    [id("veil"), { id: id("below"), why: "covered" }, "mouse"],
    [id("off"), { id: id("off"), why: "disabled" }, "mouse"],
    [id("aria-off"), { id: id("aria-off"), why: "disabled" }, "mouse"],
    [id("row"), { id: id("through"), why: "pointer-events-none" }, "mouse"],
    [id("seen-through"), undefined, "mouse"],
    [id("inner"), undefined, "mouse"],
    [id("plain"), undefined, "keyboard"],
  ]);
  const [plain, veiled, off, , , , inner, byKey] = clicks as { stack: number[] }[];
  expect(plain).toMatchObject({ prevented: true });
  expect(veiled!.stack.slice(0, 2)).toEqual([id("veil"), id("below")]);
  expect(off).toMatchObject({ disabled: true });
  expect(inner!.stack).toEqual(expect.arrayContaining([id("inner"), id("host")]));
  expect(inner!.stack.indexOf(id("inner"))).toBeLessThan(inner!.stack.indexOf(id("host")));
  expect(byKey).toMatchObject({ stack: [], prevented: true });
});

test("clicks are told one by one also where the page keeps its timers waiting", async () => {
  const { of, id } = await record(async (page) => {
    const cdp = await page.context().newCDPSession(page);
    const boxes = await Promise.all(
      ["#plain", "#inner", "#row"].map((each) => page.locator(each).boundingBox()),
    );
    await page.evaluate(() =>
      setTimeout(() => {
        const until = performance.now() + 1_000;
        while (performance.now() < until);
      }),
    );
    // All of them wait for the page, and input goes before timers.
    await Promise.all(
      boxes.flatMap((box) =>
        ["mousePressed", "mouseReleased"].map((type) =>
          cdp.send("Input.dispatchMouseEvent", {
            type: type as "mousePressed",
            x: box!.x + 5,
            y: box!.y + 5,
            button: "left",
            clickCount: 1,
          }),
        ),
      ),
    );
  });
  expect(of("waymark.click").map((click) => click["id"])).toEqual(
    ["plain", "inner", "row"].map(id),
  );
});

test("taps and pens say what they are", async () => {
  const { of, id } = await record(async (page) => {
    const cdp = await page.context().newCDPSession(page);
    const box = (await page.locator("#touched").boundingBox())!;
    const point = { x: box.x + 5, y: box.y + 5 };
    await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
    await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    const pen = { ...point, button: "left", clickCount: 1, pointerType: "pen" } as const;
    await page.waitForTimeout(400);
    await cdp.send("Input.dispatchMouseEvent", { ...pen, type: "mousePressed" });
    await cdp.send("Input.dispatchMouseEvent", { ...pen, type: "mouseReleased" });
  });
  expect(of("waymark.click").map((click) => [click["id"], click["pointer"]])).toEqual([
    [id("touched"), "touch"],
    [id("touched"), "pen"],
  ]);
});

test("P2 forms tell what was done with them and why they refuse, never what stands in them", async () => {
  const secret = "hush-4711-field";
  const { of, id, events } = await record(async (page) => {
    await page.locator("#city").fill(secret);
    await page.locator("#send").click();
    await page.locator("#clear").click();
    await page.locator("#mail").fill(secret);
    await page.locator("#send-strict").click();
    const files = ["one", "two"].map((name) => ({
      name: `${secret}-${name}.png`,
      mimeType: "image/png",
      buffer: Buffer.from(secret),
    }));
    await page.locator("#file").setInputFiles(files);
    await page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>("#checkout")!;
      form.target = "nowhere";
      document.body.append(Object.assign(document.createElement("iframe"), { name: "nowhere" }));
      form.submit();
    });
  });
  const bytes = secret.length;
  const checkout = {
    id: id("checkout"),
    name: "checkout",
    fields: [
      { id: id("city"), name: "city" },
      { id: expect.any(Number), name: "to[[email]]" },
    ],
  };
  expect(of("waymark.form")).toEqual([
    { what: "submit", ...checkout },
    { what: "reset", id: id("checkout"), name: "checkout" },
    { what: "invalid", id: id("needed"), name: "needed", breaks: ["valueMissing"] },
    { what: "invalid", id: id("mail"), name: "mail", breaks: ["typeMismatch"] },
    {
      what: "file",
      id: id("file"),
      name: "photo",
      files: [
        { type: "image/png", bytes },
        { type: "image/png", bytes },
      ],
    },
    { what: "submit", byScript: true, ...checkout },
  ]);
  expect(JSON.stringify(events)).not.toContain(secret);
});

test("P9 shortcuts are told, and no key of what is typed", async () => {
  const secret = "Hush4711Key";
  const { of, id, events } = await record(async (page) => {
    const { keyboard } = page;
    await keyboard.type(secret);
    await page.locator("#text").click();
    await keyboard.type(secret);
    await keyboard.press("Control+a");
    await keyboard.press("Enter");
    await page.locator("#area").click();
    await keyboard.type(`${secret}\n`);
    await keyboard.press("Control+Enter");
    await page.locator("#editor").click();
    await keyboard.type(`${secret}\n`);
    await page.locator("#password").click();
    await keyboard.type(secret);
    await keyboard.press("Control+a");
    await keyboard.press("Enter");
    await page.locator("#plain").focus();
    await keyboard.press("Control+Shift+K");
    await keyboard.press("Control+k");
    await keyboard.press("F2");
    await keyboard.press("Escape");
    await keyboard.press("AltGraph+q");
  });
  const keys = of("waymark.key").map((key) => [key["keys"], key["id"], key["prevented"]]);
  expect(keys).toEqual([
    ["Ctrl+A", id("text"), undefined],
    ["Enter", id("text"), undefined],
    ["Ctrl+Enter", id("area"), undefined],
    ["Ctrl+Shift+K", id("plain"), undefined],
    ["Ctrl+K", id("plain"), true],
    ["F2", id("plain"), undefined],
    ["Escape", id("plain"), undefined],
  ]);
  expect(JSON.stringify(events)).not.toContain(secret);
});

test("P9 dialogs tell that they opened, how long and how a question was answered", async () => {
  const typed = "hush-4711-prompt";
  const { of, events } = await record(async (page) => {
    page.on("dialog", async (dialog) => {
      await new Promise((later) => setTimeout(later, 200));
      await dialog.accept(dialog.type() === "prompt" ? typed : undefined);
    });
    for (const id of ["#alert", "#confirm", "#prompt"]) await page.locator(id).click();
    page.removeAllListeners("dialog");
    page.on("dialog", (dialog) => dialog.dismiss());
    await page.locator("#confirm").click();
    await page.evaluate(() => addEventListener("beforeunload", (event) => event.preventDefault()));
    // Stays, as the question is dismissed.
    await page.goto("about:blank").catch(() => {});
    await page.evaluate(() => 1);
  });
  const dialogs = of("waymark.browser").filter(({ what }) => what === "dialog");
  expect(dialogs.map(({ openMs: _, ...rest }) => rest)).toEqual([
    { what: "dialog", dialog: "alert", detail: "Sent to [email]" },
    { what: "dialog", dialog: "confirm", detail: "Delete all?", accepted: true },
    { what: "dialog", dialog: "prompt", detail: "Your name?" },
    { what: "dialog", dialog: "confirm", detail: "Delete all?", accepted: false },
    { what: "dialog", dialog: "beforeunload" },
  ]);
  for (const { openMs } of dialogs.slice(0, 3)) expect(openMs).toBeGreaterThan(150);
  const text = JSON.stringify(events);
  for (const secret of [typed, "default-answer"]) expect(text).not.toContain(secret);
});

test("P9 copies, pastes, choosing files and downloads tell that they happened", async () => {
  const secret = "hush-4711-clip";
  const { of, id, events } = await record(async (page) => {
    await page.locator("#text").fill(secret);
    await page.locator("#text").press("Control+a");
    await page.locator("#text").press("Control+c");
    await page.locator("#text").press("Control+x");
    await page.locator("#area").press("Control+v");
    await page.locator("#write").click();
    const chooser = page.waitForEvent("filechooser");
    await page.locator("#pick").click();
    await chooser;
    for (const link of ["#save", "#save-script"]) {
      const download = page.waitForEvent("download");
      await page.locator(link).click();
      await (await download).path();
    }
  });
  const told = of("waymark.browser").filter(
    ({ what }) => !/^(?:visible|hidden|tab-)/.test(String(what)),
  );
  const acts = told.filter(({ file }) => file === undefined);
  expect(acts).toEqual([
    { what: "copy", id: id("text") },
    { what: "cut", id: id("text") },
    { what: "paste", id: id("area") },
    { what: "copy" },
    { what: "file-chooser" },
    { what: "download", id: id("save") },
    { what: "download" },
  ]);
  const saved = told.filter(({ file }) => file !== undefined).map(({ file }) => file);
  const { host } = new URL(fixtures.url);
  expect(saved).toEqual([
    // The server does not say how much it sends.
    { type: expect.stringMatching(/^[a-z]+\/[a-z-]+$/), host },
    { type: "text/plain", bytes: 5 },
  ]);
  const page = await browser.context.newPage();
  await page.goto(browser.url("options.html"));
  const kept = `${JSON.stringify(events)}${await dumpStorage(page)}`;
  await page.close();
  for (const word of [secret, "copied-by-script", "never-told"]) expect(kept).not.toContain(word);
});
