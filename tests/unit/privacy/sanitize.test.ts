import { describe, expect, it } from "vitest";
import { LARGEST_FONT } from "../../../src/format/fonts.ts";
import { MASK } from "../../../src/privacy/sanitize/masks.ts";
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
const input = (attributes: Record<string, string>) => attributesOf("input", attributes)["value"];

describe("values of controls", () => {
  it("P2 are masked with one constant, whatever their length; empty stays empty", () => {
    expect(input({ value: "a" })).toBe(MASK);
    expect(input({ value: "a much longer value" })).toBe(MASK);
    expect(input({ value: "" })).toBe("");
    for (const type of [
      "password",
      "hidden",
      "file",
      "checkbox",
      "radio",
      "color",
      "range",
      "date",
      "email",
      "image",
      "nonsense",
    ]) {
      expect(input({ type, value: "hunter2-" }), type).toBe(MASK);
    }
    expect(attributesOf("x-field", { value: "secret" })["value"]).toBe(MASK);
    expect(attributesOf("button", { value: "secret" })["value"]).toBe(MASK);
  });

  it("P2 a caption of plain words stays on a button, anything else does not", () => {
    expect(input({ type: "submit", value: "Apply coupon" })).toBe("Apply coupon");
    expect(input({ type: "submit", value: "hunter2" })).toBe(MASK);
    expect(input({ type: "text", value: "Apply coupon" })).toBe(MASK);
  });

  it("P2 options tell neither their text, value or label nor which one is chosen", () => {
    const { events } = pass([
      snapshot(
        element(
          10,
          "select",
          {},
          element(11, "option", { value: "v", label: "l", selected: true }, text(12, "t")),
        ),
      ),
    ]);
    expect(find(events[0]!, 11)?.attributes).toEqual({ value: MASK, label: MASK });
    expect(find(events[0]!, 12)?.textContent).toBe(MASK);
  });

  it("P2 a checked state passes, its value does not", () => {
    expect(attributesOf("input", { type: "checkbox", checked: true, value: "gold-plan" })).toEqual({
      type: "checkbox",
      checked: true,
      value: MASK,
    });
  });

  it("P2 Input events carry the mask, one for a run of keys, and none for how far a field scrolled", () => {
    const typed = (value: string) => incremental(5, { id: 10, text: value, isChecked: false });
    const { events } = pass([
      snapshot(element(10, "input")),
      typed("h"),
      typed("hu"),
      typed("hun"),
      typed(""),
      typed("x"),
      incremental(3, { id: 10, x: 40, y: 0 }),
    ]);
    expect(events.slice(1).map((event) => event.data["text"])).toEqual([MASK, "", MASK]);
  });

  it("P2 the never-list holds at level open, also once shown, replaced or named like one", () => {
    const open = { level: "open" as const };
    const { events } = pass(
      [
        snapshot(
          element(
            9,
            "div",
            { "data-waymark-unmask": "" },
            element(10, "input", { type: "password", name: "login" }),
            element(11, "input", { value: "free text" }),
            element(12, "input", { name: "cvv", value: "123" }),
            element(13, "input", { autocomplete: "billing cc-number", value: "1" }),
          ),
        ),
        mutation({ attributes: [{ id: 10, attributes: { type: "text", value: "shown" } }] }),
        incremental(5, { id: 10, text: "retyped", isChecked: false }),
        mutation({
          adds: [
            {
              parentId: 9,
              nextId: null,
              node: element(20, "input", { name: "login", value: "replaced" }),
            },
          ],
        }),
      ],
      open,
    );
    expect(find(events[0]!, 11)?.attributes?.["value"]).toBe("free text");
    expect(find(events[0]!, 12)?.attributes?.["value"]).toBe(MASK);
    expect(find(events[0]!, 13)?.attributes?.["value"]).toBe(MASK);
    const rest = JSON.stringify(events.slice(1));
    for (const secret of ["shown", "retyped", "replaced"]) expect(rest).not.toContain(secret);
  });

  it("P2 unmask does nothing below level open", () => {
    const { json } = pass([
      snapshot(
        element(9, "div", { "data-waymark-unmask": "" }, element(10, "input", { value: "free" })),
      ),
    ]);
    expect(json).not.toContain("free");
  });
});

describe("text", () => {
  it("P3 what is written in editables is masked, now and when it changes", () => {
    const { events, hits } = pass([
      snapshot(
        element(10, "div", { contenteditable: "true" }, element(11, "p", {}, text(12, "letter"))),
        element(20, "div", { role: "textbox" }, text(21, "note")),
      ),
      mutation({
        texts: [{ id: 12, value: "a longer letter" }],
        adds: [{ parentId: 11, nextId: null, node: text(30, "more") }],
      }),
    ]);
    expect(find(events[0]!, 12)?.textContent).toBe(MASK);
    expect(find(events[0]!, 21)?.textContent).toBe(MASK);
    expect(JSON.stringify(events[1])).not.toMatch(/letter|more/);
    // Each editor counts once, whatever is written in it.
    expect(hits["editable"]).toBe(2);
  });

  it("P3 editors that draw their lines in plain elements are known by their class, also when it comes later", () => {
    for (const name of ["CodeMirror cm-s-default", "monaco-editor vs-dark", "x ace_editor"]) {
      const { events } = pass([
        snapshot(
          element(10, "div", { class: name }, element(11, "pre", {}, text(12, "letter"))),
          element(20, "div", {}, element(21, "pre", {}, text(22, "plain"))),
        ),
        mutation({
          attributes: [{ id: 20, attributes: { class: name } }],
          texts: [{ id: 22, value: "later letter" }],
        }),
      ]);
      expect(JSON.stringify(events), name).not.toContain("letter");
    }
    const { json } = pass([
      snapshot(element(10, "div", { class: "my-CodeMirrors" }, text(11, "stays"))),
    ]);
    expect(json).toContain("stays");
  });

  it("P3 letters that an editor notes in attributes go, its own attributes stay", () => {
    const { events } = pass([
      snapshot(
        element(
          10,
          "div",
          { contenteditable: "", "data-mode": "rich" },
          element(11, "span", { "data-char": "h", "aria-current": "h", class: "cell" }),
        ),
      ),
    ]);
    expect(find(events[0]!, 11)?.attributes).toEqual({
      "data-char": "",
      "aria-current": "",
      class: "cell",
    });
    expect(find(events[0]!, 10)?.attributes?.["data-mode"]).toBe("rich");
  });

  it("P5 passes, but for what the patterns find", () => {
    const { events, hits } = pass([
      snapshot(element(10, "p", {}, text(11, "Ask jane@example.com about order 17"))),
    ]);
    expect(find(events[0]!, 11)?.textContent).toBe("Ask [email] about order 17");
    expect(hits).toEqual({ email: 1 });
  });

  it("P6 is masked under every recorder's marks, under shadow hosts too", () => {
    const marks: [string, Record<string, string>][] = [
      ["waymark", { "data-waymark-mask": "" }],
      ["rr", { class: "card rr-mask" }],
      ["rr attribute", { "data-rr-mask": "" }],
      ["sentiero", { "data-sentiero-mask": "" }],
      ["sentry", { class: "sentry-mask" }],
      ["sentry attribute", { "data-sentry-mask": "" }],
      ["posthog", { class: "ph-mask" }],
      ["hotjar", { "data-hj-suppress": "" }],
      ["clarity", { "data-clarity-mask": "True" }],
      ["fullstory", { class: "fs-mask" }],
      ["openreplay", { "data-openreplay-obscured": "" }],
      ["datadog", { "data-dd-privacy": "mask" }],
      ["datadog class", { class: "dd-privacy-mask" }],
      ["logrocket", { "data-private": "lipsum" }],
    ];
    for (const [name, attributes] of marks) {
      const shadow = { ...text(12, "hush-shadow"), isShadow: true };
      const { events } = pass([
        snapshot(element(10, "div", attributes, element(11, "b", {}, text(13, "hush")), shadow)),
        mutation({
          texts: [{ id: 12, value: "hush-later" }],
          adds: [{ parentId: 10, nextId: null, node: text(14, "hush-added") }],
        }),
      ]);
      expect(JSON.stringify(events), name).not.toContain("hush");
    }
  });

  it("P6 a mark that comes in the same turn as the text counts for it, and goes when it is taken away", () => {
    const { events } = pass([
      snapshot(element(10, "p", { class: "a" }, text(11, "old"))),
      mutation({
        texts: [{ id: 11, value: "hush" }],
        attributes: [{ id: 10, attributes: { class: "a rr-mask" } }],
      }),
      mutation({
        texts: [{ id: 11, value: "free again" }],
        attributes: [{ id: 10, attributes: { class: "a" } }],
      }),
    ]);
    expect(JSON.stringify(events[1])).not.toContain("hush");
    expect(JSON.stringify(events[2])).toContain("free again");
  });

  it("P6 blocked elements keep class and size only; nothing that happens in them is recorded", () => {
    const marks: Record<string, string>[] = [
      { "data-waymark-block": "" },
      { class: "ph-no-capture" },
      { class: "rr-block" },
      { "data-private": "" },
      { "data-dd-privacy": "hidden" },
      { "data-openreplay-hidden": "" },
      { class: "fs-exclude" },
    ];
    for (const attributes of marks) {
      const { events } = pass([
        snapshot(
          element(
            10,
            "div",
            { ...attributes, title: "hush", rr_width: "10px" },
            element(11, "input", { value: "hush" }),
            element(12, "p", {}, text(13, "hush")),
          ),
        ),
        mutation({
          texts: [{ id: 13, value: "hush" }],
          attributes: [{ id: 12, attributes: { title: "hush" } }],
          adds: [{ parentId: 12, nextId: null, node: element(14, "p", {}, text(15, "hush")) }],
        }),
        mutation({ adds: [{ parentId: 14, nextId: null, node: text(16, "hush") }] }),
        incremental(5, { id: 11, text: "hush", isChecked: false }),
        incremental(2, { type: 2, id: 12, x: 1, y: 1 }),
      ]);
      expect(JSON.stringify(events)).not.toContain("hush");
      expect(find(events[0]!, 10)?.childNodes).toEqual([]);
      expect(events.slice(1).map((event) => event.data["id"])).toEqual([10]);
    }
  });

  it("P6 what happens in a frame in a blocked element is not recorded", () => {
    const frame = {
      type: 0,
      id: 20,
      childNodes: [element(21, "html", {}, element(22, "body", {}, element(23, "p")))],
    };
    const { events } = pass([
      snapshot(element(10, "div", { class: "rr-block" }, element(11, "iframe"))),
      mutation({ adds: [{ parentId: 11, nextId: null, node: frame }], isAttachIframe: true }),
      mutation({ adds: [{ parentId: 22, nextId: null, node: element(24, "p", { id: "hush" }) }] }),
      mutation({ attributes: [{ id: 23, attributes: { id: "hush" } }] }),
      mutation({ texts: [{ id: 23, value: "hush" }] }),
    ]);
    expect(events).toHaveLength(1);
  });

  it("P6 a mark in an editor keeps the word that says what it means", () => {
    const inner = element(11, "p", { "data-private": "lipsum", "data-key": "k" }, text(12, "hush"));
    const { events } = pass([snapshot(element(10, "div", { contenteditable: "" }, inner))]);
    expect(find(events[0]!, 11)?.attributes).toEqual({ "data-private": "lipsum", "data-key": "" });
  });

  it("P6 a label that gate 1 has masked is not counted again", () => {
    const masked = (title: string) =>
      pass([snapshot(element(10, "p", { class: "rr-mask", title }))]).hits["mask"];
    expect(masked("hush")).toBe(1);
    expect(masked("\u2022".repeat(5))).toBeUndefined();
  });

  it("P6 an ignored control sends no Input events", () => {
    const { events } = pass([
      snapshot(element(10, "input", { class: "rr-ignore" })),
      incremental(5, { id: 10, text: "x", isChecked: false }),
    ]);
    expect(events).toHaveLength(1);
  });

  it("P1 text whose place is unknown is masked", () => {
    const { json } = pass([
      mutation({
        texts: [{ id: 99, value: "hush" }],
        attributes: [{ id: 98, attributes: { value: "hush", title: "hush" } }],
        adds: [
          {
            parentId: 97,
            nextId: null,
            node: element(10, "p", { "aria-label": "hush" }, text(11, "hush")),
          },
        ],
      }),
      incremental(5, { id: 96, text: "hush", isChecked: false }),
    ]);
    expect(json).not.toContain("hush");
  });

  it("P1 text that changes while its element leaves a masked place is masked", () => {
    const { json } = pass([
      snapshot(element(10, "div", { class: "rr-mask" }, element(11, "p", {}, text(12, "x")))),
      mutation({ removes: [{ parentId: 10, id: 11 }], texts: [{ id: 12, value: "hush" }] }),
    ]);
    expect(json).not.toContain("hush");
  });

  it("R4 nodes that a page puts under themselves end in masked text, not in a loop", () => {
    const { events } = pass([
      snapshot(
        element(10, "div", {}, element(11, "p", {}, element(10, "div", {}, text(12, "hush")))),
      ),
      mutation({ texts: [{ id: 12, value: "hush" }] }),
    ]);
    expect(events[1]?.data["texts"]).toEqual([{ id: 12, value: MASK }]);
  });

  it("P4 comments, noscript and scripts lose their text and keep their place", () => {
    const { events } = pass([
      snapshot(
        { type: 5, id: 10, textContent: "hush" },
        element(11, "noscript", {}, text(12, "hush")),
        element(13, "script", {}, text(14, "hush")),
      ),
    ]);
    expect(JSON.stringify(events)).not.toContain("hush");
    expect(find(events[0]!, 10)).toBeDefined();
  });

  it("P5 level strict shows no word, keeps white space and drops pictures", () => {
    const { events } = pass(
      [
        snapshot(
          element(10, "p", { title: "Top" }, text(11, "Two words\n")),
          element(12, "img", { src: "/a.png", alt: "Cat" }),
        ),
      ],
      { level: "strict" },
    );
    expect(find(events[0]!, 11)?.textContent).toBe("••• •••••\n");
    expect(find(events[0]!, 12)?.attributes).toEqual({ src: BLANK, alt: "•••" });
  });
});

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

describe("other events", () => {
  it("P4 page addresses keep scheme, host and path", () => {
    const { events } = pass([
      {
        type: 4,
        data: { href: "https://x.example/a?token=1#b", width: 1, height: 2 },
        timestamp: 1,
      },
    ]);
    expect(events[0]?.data["href"]).toBe("https://x.example/a?token=*#");
  });

  it("P5 known signals pass redacted, unknown tags, plugins and canvas are dropped and counted", () => {
    const signal = (tag: string, payload: object) => ({
      type: 5,
      data: { tag, payload },
      timestamp: 1,
    });
    const { events, hits, adds } = pass([
      signal("waymark.error", {
        what: "error",
        message: "No jane@example.com",
        source: "https://x.example/a.js?k=hush",
      }),
      signal("waymark.navigation", { how: "push", url: "/a?q=hush" }),
      signal("waymark.error", { what: "error", message: "x", extra: "hush" }),
      signal("other.tag", { a: "hush" }),
      { type: 6, data: { plugin: "p", payload: "hush" }, timestamp: 1 },
      incremental(9, { id: 1, type: 0, property: "fillText", args: ["hush"] }),
      incremental(2, { type: 2, id: 1, x: 1, y: 1 }),
    ]);
    expect(JSON.stringify(events)).not.toContain("hush");
    expect(events).toHaveLength(3);
    expect(adds).toEqual({ clicks: 1, navigations: 1, errors: 1 });
    expect(hits).toMatchObject({ email: 1, "unknown-event": 2 });
    expect((hits["malformed"] ?? 0) + (hits["canvas"] ?? 0)).toBe(2);
  });

  it("P4 the address of a tab that was opened is treated as one", () => {
    const opened = (detail: string) => {
      const data = { tag: "waymark.browser", payload: { what: "tab-opened", detail } };
      const { events } = pass([{ type: 5, data, timestamp: 1 }]);
      return (events[0]?.data["payload"] as { detail?: string } | undefined)?.detail;
    };
    expect(opened("javascript:alert('hush')")).toBe("javascript:");
    expect(opened("mailto:jane")).toBe("mailto:");
    expect(opened("bank-app://pay/hush")).toBe("bank-app:");
    expect(opened("https://x.example/a?q=hush#b")).toBe("https://x.example/a?q=*#");
    expect(opened("about:blank")).toBe("about:blank");
  });

  it("P4 R4 fonts come by URL and no larger than the recorder sends them", () => {
    const font = (fontSource: string, buffer: unknown) =>
      pass([incremental(10, { family: "F", fontSource, buffer })]).events[0]?.data["fontSource"];
    const head = "url(data:font/woff2;base64,";
    const largest = `d09GMg${"A".repeat(4 * Math.ceil(LARGEST_FONT / 3) - 6)}`;
    expect(font(`${head}${largest})`, false)).toHaveLength(head.length + largest.length + 1);
    expect(font(`${head}${largest}${"A".repeat(100)})`, false)).toBeUndefined();
    expect(font("[1,2,3]", true)).toBeUndefined();
  });

  it("P3 selections in masked text are dropped, because their offsets count characters", () => {
    const { events } = pass([
      snapshot(
        element(10, "div", { contenteditable: "" }, text(11, "abc")),
        element(12, "p", {}, text(13, "abc")),
      ),
      incremental(14, {
        ranges: [
          { start: 11, startOffset: 0, end: 11, endOffset: 3 },
          { start: 13, startOffset: 0, end: 13, endOffset: 2 },
        ],
      }),
    ]);
    expect(events[1]?.data["ranges"]).toEqual([
      { start: 13, startOffset: 0, end: 13, endOffset: 2 },
    ]);
  });
});
