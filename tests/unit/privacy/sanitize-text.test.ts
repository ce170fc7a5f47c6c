import { describe, expect, it } from "vitest";
import { MASK } from "../../../src/privacy/sanitize/masks.ts";
import { element, find, incremental, mutation, pass, snapshot, text } from "./build.ts";

const BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

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
