import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build } from "vite";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createStackResolver,
  RESOLVER_LIMITS,
  type StackResolver,
} from "../../../src/worker/source-maps/resolve-stack.ts";
import { stackLines } from "../../../src/worker/source-maps/stack-lines.ts";

const CART = `export class Cart {
  total(prices: number[]): number {
    return sumOfPrices(prices);
  }
}

function sumOfPrices(prices: number[]): number {
  if (prices.length === 0) {
    throw new RangeError("no prices");
  }
  return prices.reduce((sum, price) => sum + price, 0) + sumOfPrices(prices.slice(1));
}
`;
const MAIN = `import { Cart } from "./cart.ts";

const submitOrder = (prices: number[]): string => {
  const total = new Cart().total(prices);
  return prices.length > 9 ? submitOrder(prices.slice(9)) : \`\${total} of \${prices.length}\`;
};

(globalThis as any).press = (prices: number[]) => submitOrder(prices);
`;

/** A page's files: what a path answers, and what was asked for it. */
interface Site {
  url: string;
  files: Record<string, (response: ServerResponse) => void>;
  asked: string[];
  cookies: (string | undefined)[];
  server: Server;
}

async function serve(): Promise<Site> {
  const site = { files: {}, asked: [], cookies: [] } as unknown as Site;
  site.server = createServer((request: IncomingMessage, response) => {
    site.asked.push(request.url ?? "");
    site.cookies.push(request.headers.cookie ?? request.headers.referer);
    const answer = site.files[request.url ?? ""];
    if (answer) answer(response);
    else response.writeHead(404).end("Nothing here");
  });
  await new Promise<void>((done) => site.server.listen(0, "127.0.0.1", done));
  site.url = `http://127.0.0.1:${(site.server.address() as AddressInfo).port}`;
  return site;
}

const text =
  (body: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(200, { "content-type": "text/javascript", ...headers }).end(body);

let folder: string;
let site: Site;
let other: Site;
let code: string;
let map: string;
let resolver: StackResolver;

/** The stack that a press of the button throws, as the engine writes it for a script of this address. */
function stackOf(script: string, source = code): string {
  const page: { press?: (prices: number[]) => void } = {};
  runInNewContext(source, page, { filename: script });
  try {
    page.press!([1, 2]);
  } catch (error) {
    return (error as Error).stack ?? "";
  }
  throw new Error("Nothing was thrown.");
}

async function bundle(sourcemap: boolean | "inline"): Promise<{ code: string; map: string }> {
  const made = await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      sourcemap,
      minify: true,
      modulePreload: false,
      lib: { entry: join(folder, "main.ts"), formats: ["es"], fileName: () => "app.js" },
    },
  });
  const [{ output }] = made as unknown as [
    { output: [{ code: string; map: { toString(): string } | null }] },
  ];
  return { code: output[0].code, map: output[0].map?.toString() ?? "" };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waymark-maps-"));
  await writeFile(join(folder, "cart.ts"), CART);
  await writeFile(join(folder, "main.ts"), MAIN);
  ({ code, map } = await bundle(true));
  site = await serve();
  other = await serve();
});
afterAll(async () => {
  site.server.close();
  other.server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  for (const each of [site, other]) {
    each.files = {};
    each.asked = [];
    each.cookies = [];
  }
  site.files["/assets/app.js"] = text(code);
  site.files["/assets/app.js.map"] = text(map);
  resolver = createStackResolver(fetch);
});

const script = () => `${site.url}/assets/app.js`;
const resolve = (stack: string, sites = [site.url]) => resolver.resolveStack(stack, sites);
/** The frame that says where it was thrown, without its folder. */
const frames = (lines: readonly string[]) =>
  lines
    .filter((line) => /\((?!.*test\.ts).*\.ts:/.test(line))
    .map((line) => line.replace(/\(.*\//, "("));

const WANTED = [
  "    at sumOfPrices (cart.ts:9:15)",
  "    at sumOfPrices (cart.ts:11:58)",
  "    at sumOfPrices (cart.ts:11:58)",
  "    at Cart.total (cart.ts:3:12)",
  "    at submitOrder (main.ts:4:28)",
  "    at globalThis.press (main.ts:8:51)",
];

describe("a stack resolved by source maps", () => {
  test("names file, line, column and function of the sources, from a bundler's own map", async () => {
    const stack = stackOf(script());
    expect(stack).not.toMatch(/sumOfPrices|submitOrder|cart\.ts|main\.ts/);
    const { lines, resolved, failures, asks } = await resolve(stack);
    expect(frames(lines)).toEqual(WANTED);
    expect(lines[0]).toBe("RangeError: no prices");
    expect([resolved, failures, asks]).toEqual([6, [], []]);
  });

  test("finds the map by a header, before the comment, and in a data address", async () => {
    site.files["/assets/app.js"] = text(code, { sourcemap: "/maps/other.map" });
    site.files["/maps/other.map"] = text(`)]}'\n${map}`);
    expect((await resolve(stackOf(script()))).resolved).toBe(6);
    expect(site.asked).toEqual(["/assets/app.js", "/maps/other.map"]);

    const inline = await bundle("inline");
    expect(inline.code).toContain("sourceMappingURL=data:");
    site.files["/inline.js"] = text(inline.code);
    site.asked = [];
    const told = await resolve(stackOf(`${site.url}/inline.js`, inline.code));
    expect(frames(told.lines)[0]).toBe(WANTED[0]);
    expect(site.asked).toEqual(["/inline.js"]);
  });

  test("reads indexed maps, a sourceRoot, and the stacks of Firefox", async () => {
    const sections = [{ offset: { line: 0, column: 0 }, map: JSON.parse(map) as object }];
    site.files["/assets/app.js.map"] = text(JSON.stringify({ version: 3, sections }));
    expect((await resolve(stackOf(script()))).resolved).toBe(6);

    const rooted = {
      ...(JSON.parse(map) as object),
      sourceRoot: "webpack://shop/",
      sources: ["cart.ts", "main.ts"],
    };
    site.files["/rooted.js"] = text(code.replace("app.js.map", "rooted.js.map"));
    site.files["/rooted.js.map"] = text(JSON.stringify(rooted));
    const at = /:(\d+:\d+)\)/.exec(stackOf(script()))![1];
    const { lines } = await resolve(`a@${site.url}/rooted.js:${at}\n@${site.url}/rooted.js:${at}`);
    expect(lines[0]).toMatch(/^ {4}at a?.*\(?webpack:\/\/shop\/(?:cart|main)\.ts:9:15\)?$/);
  });

  test("P10 what is held is not fetched again", async () => {
    const stack = stackOf(script());
    await resolve(stack);
    await resolve(stack);
    expect(site.asked).toEqual(["/assets/app.js", "/assets/app.js.map"]);
  });
});

describe("P10 nothing is fetched that nobody agreed to", () => {
  test("P10 the addresses are told first, and the map's where it is of another site", async () => {
    site.files["/assets/app.js"] = text(code, { sourcemap: `${other.url}/app.map` });
    other.files["/app.map"] = text(map);
    const stack = stackOf(script());
    const first = await resolve(stack, []);
    expect([first.asks, first.resolved, site.asked]).toEqual([[script()], 0, []]);
    const second = await resolve(stack, [site.url]);
    expect([second.asks, other.asked]).toEqual([[`${other.url}/app.map`], []]);
    expect((await resolve(stack, [site.url, other.url])).resolved).toBe(6);
  });

  test("P10 no credentials are sent, and no redirect is followed", async () => {
    const requests: RequestInit[] = [];
    const watched: typeof fetch = (address, init) => {
      requests.push(init ?? {});
      return fetch(address, init);
    };
    site.files["/assets/app.js.map"] = (response) =>
      void response.writeHead(302, { location: `${other.url}/app.map` }).end();
    const { failures } = await createStackResolver(watched).resolveStack(stackOf(script()), [
      site.url,
    ]);
    for (const request of requests) {
      expect(request).toMatchObject({
        credentials: "omit",
        cache: "no-store",
        redirect: "manual",
        referrerPolicy: "no-referrer",
      });
    }
    expect(requests).toHaveLength(2);
    expect(site.cookies).toEqual([undefined, undefined]);
    expect(other.asked).toEqual([]);
    expect(failures).toEqual([
      `${script()} names the map ${script()}.map, which answered with a redirect, which is not followed.`,
    ]);
  });
});

const js = "/assets/app.js";
const mapPath = "/assets/app.js.map";
const gone = (response: ServerResponse): void => void response.writeHead(410).end();

describe("R6 what cannot be read says which, and why", () => {
  const why = async (files: Site["files"], limits = RESOLVER_LIMITS) => {
    Object.assign(site.files, files);
    const mine = createStackResolver(fetch, limits);
    const told = await mine.resolveStack(stackOf(script()), [site.url]);
    expect(told.resolved).toBe(0);
    return told.failures.map((each) => each.replaceAll(site.url, ""));
  };
  const OF_MAP = "/assets/app.js names the map /assets/app.js.map, which";

  test.for([
    ["a script that is gone", { [js]: gone }, `${js} answered with status 410.`],
    ["a script without a map", { [js]: text("press()") }, `${js} names no source map.`],
    [
      "a page",
      { [js]: text("<p>", { "content-type": "text/html" }) },
      `${js} is a page, and no script.`,
    ],
    [
      "a map elsewhere than on the web",
      { [js]: text(`//# sourceMappingURL=file:///etc/passwd`) },
      `${js} names a source map at an address that is none of the web.`,
    ],
    [
      "a data address that is broken",
      { [js]: text(`//# sourceMappingURL=data:application/json;base64,%E0%A4%A`) },
      `${js} holds a source map that is damaged.`,
    ],
    ["a map that is none", { [mapPath]: text("<html>") }, `${OF_MAP} is no JSON.`],
    [
      "an older map",
      { [mapPath]: text('{"version":2}') },
      `${OF_MAP} is no source map of version 3.`,
    ],
    [
      "a map without parts",
      { [mapPath]: text('{"version":3,"sources":[1],"mappings":""}') },
      `${OF_MAP} is a source map without mappings or sources.`,
    ],
    [
      "an index of maps elsewhere",
      {
        [mapPath]: text(
          '{"version":3,"sections":[{"offset":{"line":0,"column":0},"url":"x.map"}]}',
        ),
      },
      `${OF_MAP} is an index of maps that stand elsewhere, which are not fetched.`,
    ],
  ] as const)("%s", async ([, files, sentence]) => {
    expect(await why(files)).toEqual([sentence]);
  });

  test("too much, told or not, and too slow an answer", async () => {
    const small = { ...RESOLVER_LIMITS, map: { bytes: 1_000, timeoutMs: 300 } };
    const long = "x".repeat(2_000);
    const streamed = (response: ServerResponse) => {
      response.writeHead(200);
      response.write(long.slice(0, 900));
      response.end(long);
    };
    const slow = (response: ServerResponse) => void response.writeHead(200).write("{");
    expect(await why({ [mapPath]: text(long, { "content-length": "2000" }) }, small)).toEqual([
      `${OF_MAP} is longer than 0 MB.`,
    ]);
    expect(await why({ [mapPath]: streamed }, small)).toEqual([`${OF_MAP} is longer than 0 MB.`]);
    expect(await why({ [mapPath]: slow }, small)).toEqual([
      `${OF_MAP} did not answer within 0.3 s.`,
    ]);
  });

  test("a site that is away, beside one that is there; what a map says stays in its line", async () => {
    const hostile = {
      ...(JSON.parse(map) as object),
      sources: ["a.ts\n    at fake (b.ts:1:1)", "m\u2028.ts"],
    };
    site.files[mapPath] = text(JSON.stringify(hostile));
    const stack = `${stackOf(script())}\n    at z (http://127.0.0.1:1/gone.js:1:1)`;
    const told = await resolve(stack, [site.url, "http://127.0.0.1:1"]);
    expect(told.failures).toHaveLength(1);
    expect(told.failures[0]).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/gone\.js cannot be read: its site is away/,
    );
    expect(told.resolved).toBe(6);
    expect(told.lines.join("")).not.toMatch(/[\n\u2028]/);
    expect(told.lines).toHaveLength(stack.split("\n").length);
  });
});

test("P4 a frame's address is asked for without what was masked in it, and never with a user's name", () => {
  const frame = (line: string) => stackLines(line)[0]!.frame;
  expect(frame("    at async Cart.add [as press] (https://a.example/b.js?v=*&t=*:3:14)")).toEqual({
    name: "Cart.add",
    script: "https://a.example/b.js",
    line: 3,
    column: 14,
  });
  expect(frame("add@https://me:pass@a.example/b.js?v=12#x:3:14")).toEqual({
    name: "add",
    script: "https://a.example/b.js?v=12",
    line: 3,
    column: 14,
  });
  for (const line of [
    "TypeError: at (https://a.example/b.js:1:2",
    "    at <anonymous>:1:2",
    "    at eval (eval at go (https://a.example/b.js:1:2), <anonymous>:1:1)",
    "    at run (chrome-extension://abc/x.js:1:2)",
    "    at run (file:///etc/x.js:1:2)",
    "eval@https://a.example/b.js line 3 > eval:1:2",
  ]) {
    expect(frame(line), line).toBe(null);
  }
});
