import { describe, expect, it } from "vitest";
import { marksOfAttribute } from "../../../src/privacy/marks.ts";
import { element, find, incremental, pass, snapshot, text } from "./build.ts";

/** Every mark, as the documentation of its vendor has it: an attribute, `name=value`, or `.class`. */
const MASKS =
  "data-waymark-mask data-rr-mask data-sentiero-mask data-sentry-mask data-highlight-mask data-hj-suppress data-hj-mask " +
  "data-hj-masked data-openreplay-obscured data-openreplay-masked data-fs-mask data-clarity-mask=True data-dd-privacy=mask " +
  "data-dd-privacy=mask-user-input data-dd-privacy=of-tomorrow data-private=lipsum .rr-mask .sentry-mask .ph-mask .ph-sensitive " +
  ".fs-mask .fs-mask-without-consent .highlight-mask .dd-privacy-mask .dd-privacy-mask-user-input";
const BLOCKS =
  "data-waymark-block data-rr-block data-sentiero-block data-sentry-block data-highlight-block data-ph-no-capture " +
  "data-openreplay-htmlmasked data-openreplay-hidden data-fs-exclude data-dd-privacy=hidden data-private data-private=redact " +
  ".rr-block .sentry-block .ph-no-capture .fs-exclude .fs-exclude-without-consent .fs-block .fs-hide .highlight-block " +
  ".dd-privacy-hidden ._lr-hide";
const IGNORES =
  "data-waymark-ignore data-rr-ignore data-sentiero-ignore data-sentry-ignore data-highlight-ignore data-openreplay-ignore " +
  ".rr-ignore .sentry-ignore .ph-ignore-input .highlight-ignore";
const LIFTS =
  "data-waymark-unmask data-rr-unmask data-sentiero-unmask data-sentry-unmask data-highlight-unmask data-hj-allow " +
  "data-hj-whitelist data-fs-unmask data-public data-clarity-unmask=True data-dd-privacy=allow .rr-unmask .sentry-unmask " +
  ".fs-unmask .dd-privacy-allow";

function attributes(mark: string): Record<string, string> {
  if (mark.startsWith(".")) return { class: `card ${mark.slice(1)}` };
  const [name = "", value = ""] = mark.split("=");
  return { [name]: value };
}

describe("marks of every vendor", () => {
  it.each(MASKS.split(" "))("P6 %s masks text and labels", (mark) => {
    const { events } = pass([
      snapshot(
        element(10, "div", attributes(mark), element(11, "b", { title: "hush" }, text(12, "hush"))),
      ),
    ]);
    expect(find(events[0]!, 12), "it is masked, not blocked").toBeDefined();
    expect(JSON.stringify(events)).not.toContain("hush");
  });

  it.each(BLOCKS.split(" "))("P6 %s blocks what is in it", (mark) => {
    const { events } = pass([
      snapshot(element(10, "div", attributes(mark), element(11, "b", {}, text(12, "hush")))),
    ]);
    expect(find(events[0]!, 10)?.childNodes).toEqual([]);
  });

  it.each(IGNORES.split(" "))("P6 %s keeps what is typed out", (mark) => {
    const typed = incremental(5, { id: 10, text: "x", isChecked: false });
    const { events, hits } = pass([snapshot(element(10, "input", attributes(mark))), typed]);
    expect(events).toHaveLength(1);
    expect(hits["ignore"]).toBe(1);
  });

  it.each(LIFTS.split(" "))("P6 %s shows a value at level open, and at no other", (mark) => {
    const page = snapshot(
      element(10, "div", attributes(mark), element(11, "input", { value: "free" })),
    );
    expect(pass([page], { level: "open" }).json).toContain("free");
    for (const level of ["balanced", "strict"] as const)
      expect(pass([page], { level }).json, level).not.toContain("free");
  });

  it("P6 a mark that says false is none", () => {
    for (const mark of [...MASKS.split(" "), ...BLOCKS.split(" "), ...LIFTS.split(" ")]) {
      if (mark.startsWith(".") || mark.startsWith("data-dd-privacy")) continue;
      expect(marksOfAttribute(mark.split("=")[0]!, "false"), mark).toBe(0);
    }
  });
});
