import { type Browser, expect, type Page, test } from "@playwright/test";
import { LOSSES, mendedRrweb } from "../../scripts/lib/mended-rrweb.ts";
import { type FixtureServer, serveFixtures } from "../fixtures/serve.ts";
import { bundleScript } from "./support/bundle.ts";
import { launchChromium } from "./support/chromium.ts";
import { IS_LONG } from "./support/long.ts";

/** What our build of rrweb does with less work is to come out as rrweb has it, where rrweb can read the page (see named-controls.spec.ts). */
const ENTRY = new URL("support/record-into.ts", import.meta.url).pathname;
const SEEDS = IS_LONG ? 60 : 3;

let fixtures: FixtureServer;
let browser: Browser;
let scripts: { bare: string; mended: string };

test.beforeAll(async () => {
  fixtures = await serveFixtures();
  browser = await launchChromium();
  scripts = {
    // What the other mends add to the record is theirs.
    bare: await bundleScript(ENTRY, [mendedRrweb(LOSSES)]),
    mended: await bundleScript(ENTRY, [mendedRrweb()]),
  };
});
test.afterAll(async () => {
  await browser?.close();
  await fixtures?.close();
});

type Recorder = (options?: object) => { type: number; data: unknown }[];
type Recorded = Record<"bare" | "mended", ReturnType<Recorder>>;
type Globals = { recorders: Record<"bare" | "mended", Recorder>; recorded: Recorded };

async function recordTwice(page: Page, options: object): Promise<void> {
  for (const [name, script] of Object.entries(scripts)) {
    await page.evaluate(
      `(globalThis.recorders ??= {}).${name} = (() => { ${script}; return bundle.recordInto; })()`,
    );
  }
  await page.evaluate((given) => {
    const globals = globalThis as unknown as Globals;
    const { bare, mended } = globals.recorders;
    globals.recorded = { bare: bare(given), mended: mended(given) };
  }, options);
}

async function expectSame(page: Page, least: number): Promise<void> {
  await page.waitForTimeout(300);
  const { bare, mended } = await page.evaluate(() => (globalThis as unknown as Globals).recorded);
  expect(mended).toEqual(bare);
  expect(JSON.stringify(mended)).toBe(JSON.stringify(bare));
  expect(bare.length).toBeGreaterThanOrEqual(least);
}

const AS_OURS = {
  maskTextSelector: "*",
  maskInputOptions: { text: true, textarea: true, select: true, password: true },
  slimDOMOptions: { script: true, comment: true, headWhitespace: true },
  blockSelector: "[data-waymark-block]",
};

const WAYS = [
  ["as we have it record", AS_OURS],
  ["with marks of its own", { maskTextSelector: ".secret", blockClass: "away" }],
  ["by its defaults", {}],
] as const;

for (const [name, options] of WAYS.slice(0, IS_LONG ? WAYS.length : 2)) {
  test(`snapshots of real pages, ${name}`, async () => {
    for (const path of [
      "/platform/",
      "/interactions/",
      "/shop/",
      "/shop/product.html",
      "/frames/",
    ]) {
      const page = await browser.newPage();
      await page.goto(fixtures.url + path);
      await recordTwice(page, options);
      await expectSame(page, 2);
      await page.close();
    }
  });

  test(`changes at random, ${name}`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const page = await browser.newPage();
      await page.goto(fixtures.url + "/plain/");
      await page.evaluate(`globalThis.change = (${changesAtRandom.toString()})(${seed})`);
      await page.evaluate("change(40)");
      await recordTwice(page, options);
      await page.evaluate(`(async () => {
        for (let turn = 0; turn < 25; turn++) { change(8); await Promise.resolve(); }
      })()`);
      await expectSame(page, 6);
      await page.close();
    }
  });
}

/** Runs in the page. Returns what makes so many changes there, of all kinds, the same for the same seed. */
function changesAtRandom(seed: number): (count: number) => void {
  let state = seed * 2_654_435_761;
  const upTo = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const one = <T>(list: readonly T[]): T => list[upTo(list.length)]!;
  const MARKUP = [
    `<p class="secret">A <b>bold</b> word<!-- and a remark --></p>`,
    `<form name="f"><input name="kind" value="v"><input type="checkbox" checked><textarea>lines</textarea><select><option>a<option selected>b</select></form>`,
    `<svg viewBox="0 0 9 9"><g><path d="M0 0h9"/><a xlink:href="#x" href="/y"><text>t</text></a></g><foreignObject><div>html</div></foreignObject></svg>`,
    `<div class="rr-block away"><i>hidden</i></div>`,
    `<div data-waymark-block="">blocked <u>too</u></div>`,
    `<style>.a { color: red } .b::after { content: "x" }</style>`,
    `<my-thing part="x"><span slot="s">slotted</span></my-thing>`,
    `<table><tr><td background="/b.png">1<td>2</table>`,
    // None whose document comes later: the two recorders would see it at moments of their own.
    `<iframe width="9"></iframe><iframe src="data:text/html,away"></iframe>`,
    `<details open><summary>s</summary>d</details><dialog open>hi</dialog>`,
    `<div class="rr-mask">masked</div><div contenteditable>edit</div><template><p>in</p></template>`,
    `<img srcset="/a.png 1x, /b.png 2x" style="background: url(/c.png)"><video autoplay muted></video>`,
  ];
  const elements = () => {
    const found: Element[] = [];
    const look = (root: ParentNode) => {
      for (const each of root.querySelectorAll("*")) {
        found.push(each);
        if (each.shadowRoot) look(each.shadowRoot);
      }
    };
    look(document.body);
    return found.length > 0 ? found : [document.body];
  };
  const fragment = () => document.createRange().createContextualFragment(one(MARKUP));
  const kept: Node[] = [];
  const CHANGES: ((target: Element) => void)[] = [
    (target) => target.append(fragment()),
    (target) => target.before(fragment()),
    (target) => target.append(document.createTextNode(`text ${upTo(99)}`)),
    (target) => {
      kept.push(target);
      target.remove();
    },
    (target) => kept.length > 0 && !one(kept).contains(target) && target.append(one(kept)),
    (target) => {
      const other = one(elements());
      if (!target.contains(other)) other.append(target);
    },
    (target) => target.replaceChildren(...[...target.childNodes].reverse()),
    (target) => target.setAttribute(one(["class", "title", "style", "href"]), `v${upTo(9)}: 1`),
    (target) => target.setAttributeNS(null, one(["other", "plain"]), `c${upTo(9)}`),
    (target) => target.removeAttribute("class"),
    (target) => target.classList.toggle(one(["away", "rr-block", "secret", "hot"])),
    (target) => {
      const text = [...target.childNodes].find(({ nodeType }) => nodeType === 3);
      if (text) text.nodeValue = `changed ${upTo(99)}`;
    },
    (target) => {
      if (target.localName !== "div" || target.shadowRoot) return;
      target.attachShadow({ mode: "open" }).append(fragment());
    },
    (target) => target.cloneNode(true) && target.after(target.cloneNode(true)),
  ];
  customElements.define("my-thing", class extends HTMLElement {});
  return (count) => {
    for (let i = 0; i < count; i++) {
      const all = elements();
      try {
        one(CHANGES)(all.length > 400 ? all[all.length - 1 - upTo(50)]! : one(all));
      } catch (error) {
        // A change that the place does not allow, such as a child of its own child.
        if (!(error instanceof DOMException)) throw error;
      }
    }
  };
}
