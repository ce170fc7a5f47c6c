import { expect, test } from "vitest";
import { LARGEST_FONT, LONGEST_FONT_SOURCE } from "../../../src/format/fonts.ts";
import { watchFonts } from "../../../src/record/complements/fonts.ts";

/** Makes faces of these sources in a page, adds them to it, and returns what is recorded of them. */
function record(sources: readonly unknown[]): string[] {
  class FontFace {
    status = "unloaded";
  }
  class FontFaceSet {
    add(): void {}
  }
  const fonts = new FontFaceSet();
  const global = { FontFace, FontFaceSet, document: { fonts }, Reflect, ArrayBuffer };
  const recorded: string[] = [];
  watchFonts({
    global,
    primitives: { apply: Reflect.apply },
    emit: (data: Record<string, unknown>) => recorded.push(String(data["fontSource"])),
    fail: (error: unknown) => {
      throw error;
    },
  } as never);
  for (const source of sources) {
    Reflect.apply(fonts.add, fonts, [Reflect.construct(global.FontFace, ["F", source])]);
  }
  return recorded;
}

test("R4 what is recorded of a face is never longer than gate 2 takes, and the largest file is", () => {
  const largest = new Uint8Array(LARGEST_FONT);
  largest.set([0x77, 0x4f, 0x46, 0x32]);
  const [source, ...more] = record([largest, new Uint8Array(LARGEST_FONT + 1)]);
  expect(more).toEqual([]);
  expect(source!.startsWith("url(data:font/woff2;base64,d09GMg")).toBe(true);
  expect(source!.length).toBeLessThanOrEqual(LONGEST_FONT_SOURCE);
  const url = (length: number) => `url(${"x".repeat(length - 5)})`;
  const written = record([url(LONGEST_FONT_SOURCE), url(LONGEST_FONT_SOURCE + 1), "url(/a.woff2)"]);
  expect(written.map(({ length }) => length)).toEqual([LONGEST_FONT_SOURCE, 13]);
});
