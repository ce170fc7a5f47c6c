import { describe, expect, it } from "vitest";
import {
  attributesOf,
  element,
  find,
  incremental,
  mutation,
  pass,
  snapshot,
  text,
} from "./build.ts";

const BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

describe("attributes", () => {
  it("P4 what styles hang on stays", () => {
    const kept = {
      class: "col-md-6 css-1q2w3e",
      id: "main",
      style: "color: red",
      "data-state": "open",
      "data-size": "16px",
      "data-testid": "add-to-cart-17",
      role: "tab",
      "aria-expanded": "true",
      dir: "rtl",
      hidden: "",
      "data-v-7ba5bd90": "",
    };
    expect(attributesOf("div", kept)).toEqual(kept);
  });

  it("P4 other values keep only their presence", () => {
    const {
      "data-a": a,
      "data-b": b,
      "data-c": c,
      "data-user": user,
      "data-token": token,
      "aria-valuenow": now,
    } = attributesOf("div", {
      "data-a": "some longer text here, a sentence",
      "data-b": '{"id":1}',
      "data-c": "8f7a9b2c3d4e",
      "data-user": "jane",
      "data-token": "abc",
      "aria-valuenow": "4711",
    });
    expect([a, b, c, user, token, now]).toEqual(["", "", "", "", "", ""]);
  });

  it("P4 srcdoc, handlers, ping and nonce never pass, nor a name that is a secret", () => {
    expect(
      attributesOf("iframe", {
        srcdoc: "<p>hush</p>",
        onclick: "x()",
        ONLOAD: "y",
        ping: "/p",
        nonce: "n",
        k3Jf8sLq0PzXv7Nw2RtYb5Md: "",
      }),
    ).toEqual({});
  });

  it("P4 attributes that repeat what was filled in keep their presence only", () => {
    for (const name of ["data-value", "data-replicated-value", "data-search-query", "data-draft"])
      expect(attributesOf("div", { [name]: "sunshine" })[name], name).toBe("");
  });

  it("P4 an element named after a token is recorded as a plain one", () => {
    const name = "x-9f86d081884c7d659a2feaa0c55ad015a3";
    const { json } = pass([
      snapshot(element(10, name, {}, text(11, "stays"))),
      mutation({ adds: [{ parentId: 10, nextId: null, node: element(12, name) }] }),
      incremental(16, { define: { name } }),
      incremental(16, { define: { name: "x-field" } }),
    ]);
    expect(json).not.toContain("9f86d081");
    expect(json).toContain("stays");
    expect(json).toContain('"define":{"name":"x-field"}');
  });

  it("P4 meta content passes for layout only", () => {
    expect(
      attributesOf("meta", { name: "viewport", content: "width=device-width" })["content"],
    ).toBe("width=device-width");
    expect(attributesOf("meta", { name: "csrf-token", content: "abc" })["content"]).toBe("");
    expect(attributesOf("meta", { name: "description", content: "abc" })["content"]).toBe("");
  });

  it("P4 pictures in the page lose data URLs and queries, drawings keep their parts", () => {
    expect(attributesOf("img", { src: "data:image/png;base64,c2VjcmV0" })["src"]).toBe(BLANK);
    expect(attributesOf("img", { srcset: "/a.png?sig=x 1x, /b.png?w=200 2x" })["srcset"]).toBe(
      "/a.png?sig=* 1x, /b.png?w=200 2x",
    );
    expect(attributesOf("lineargradient", { href: "https://x.example/page#grad" })["href"]).toBe(
      "https://x.example/page#grad",
    );
    expect(attributesOf("path", { d: "M 10 10 C 20 20, 40 20, 50 10" })["d"]).toBe(
      "M 10 10 C 20 20, 40 20, 50 10",
    );
    expect(attributesOf("path", { d: "hush" })["d"]).toBe("");
    expect(attributesOf("path", { d: "4111111111111111" })["d"]).toBe("");
  });

  it("P4 URLs in style sheets lose their queries and comments go; rules stay", () => {
    const { events } = pass([
      snapshot(
        element(10, "style", {
          _cssText:
            '/* hush */ a::after{content:"/*";background:url("/a.png?sig=hush")}/* rr_split */.b{color:red}',
        }),
      ),
      incremental(8, { id: 10, adds: [{ rule: "a{background:url(/x.png?k=hush)}", index: 0 }] }),
      incremental(13, {
        id: 10,
        index: [0],
        set: { property: "background", value: "url(data:image/png;base64,aHVzaA==)", priority: "" },
      }),
      incremental(15, {
        id: 1,
        styleIds: [1],
        styles: [{ styleId: 1, rules: [{ rule: "a{background:url(/x.png?k=hush)}" }] }],
      }),
      incremental(10, { family: "F", fontSource: "url(/f.woff2?k=hush)", buffer: false }),
      mutation({
        attributes: [
          {
            id: 10,
            attributes: {
              style: {
                "background-image": "url(/s.png?k=hush)",
                color: ["red", "important"],
                "x y": "hush",
              },
            },
          },
        ],
      }),
    ]);
    expect(events).toHaveLength(6);
    expect(JSON.stringify(events)).not.toMatch(/hush|aHVzaA/);
    expect(find(events[0]!, 10)?.attributes?.["_cssText"]).toBe(
      ' a::after{content:"/*";background:url("/a.png?sig=*")}/* rr_split */.b{color:red}',
    );
  });
});

describe("what makes a browser fetch ahead", () => {
  it("P4 a link loses the words for it, whatever stands beside them, and keeps its address", () => {
    const rel = (value: string, tag = "link") =>
      attributesOf(tag, { rel: value, href: "https://a.test/x.css" });
    for (const hint of [
      "preconnect",
      "DNS-Prefetch",
      "prefetch",
      "prerender",
      "modulepreload",
      "preload",
      " preload\tpreconnect\n",
    ]) {
      expect(rel(hint)["rel"]?.toString().trim(), hint).toBe("");
    }
    expect(rel("preconnect Stylesheet preload")).toEqual({
      rel: "Stylesheet",
      href: "https://a.test/x.css",
    });
    for (const kept of ["stylesheet", "alternate  stylesheet", "icon", "canonical"]) {
      expect(rel(kept)["rel"]).toBe(kept);
    }
    expect(rel("noopener nofollow", "a")["rel"]).toBe("noopener nofollow");
  });

  it("P4 also when it is set later, on a node that nobody knows, or by another name", () => {
    const attributes = [
      { id: 10, attributes: { rel: "preconnect" } },
      { id: 99, attributes: { REL: "dns-prefetch" } },
    ];
    const link = element(10, "link", { rel: "stylesheet", href: "https://a.test/x.css" });
    const { events } = pass([snapshot(link), mutation({ attributes })]);
    expect(JSON.stringify(events[1])).not.toMatch(/preconnect|dns-prefetch/);
  });
});
