import { IncrementalSource } from "../../format/events.ts";
import { LARGEST_FONT, LONGEST_FONT_SOURCE } from "../../format/fonts.ts";
import { base64 } from "./base64.ts";
import { type Complement, type ComplementContext, wrapBuiltIn } from "./complement.ts";

const MOST_FONT_BYTES = 4 * LARGEST_FONT;

/**
 * Faces that scripts make (`new FontFace`) and add to the document. rrweb can record them, but by a
 * constructor of its own, of which no face is an instance, and bytes as a list of numbers, three
 * times their size. Faces made before the recorder came, and in frames, are not known.
 */
export function watchFonts(context: ComplementContext): Complement {
  const { global, emit, fail } = context;
  const { construct, defineProperty, getOwnPropertyDescriptor } = global.Reflect;
  const own = getOwnPropertyDescriptor(global, "FontFace");
  const FontFace = own?.value as typeof globalThis.FontFace | undefined;
  if (!FontFace || !own?.configurable) return { end() {} };
  const described = new WeakMap<FontFace, Record<string, unknown>>();
  let bytesLeft = MOST_FONT_BYTES;
  let over = false;

  function describe(face: FontFace, [family, source, descriptors]: unknown[]): void {
    const fontSource =
      typeof source === "string" ? source : urlOf(source as ArrayBuffer | ArrayBufferView);
    if (fontSource === null || fontSource.length > LONGEST_FONT_SOURCE) return;
    described.set(face, {
      family: String(family),
      fontSource,
      buffer: false,
      ...(descriptors !== undefined && { descriptors: { ...(descriptors as object) } }),
    });
  }

  /** As the style sheet would have it; the bytes may be changed by the page afterwards. */
  function urlOf(source: ArrayBuffer | ArrayBufferView): string | null {
    const bytes = global.ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source);
    if (bytes.length > LARGEST_FONT || bytes.length > bytesLeft) return null;
    bytesLeft -= bytes.length;
    return `url(data:${typeOf(bytes)};base64,${base64(bytes)})`;
  }

  const wrapped = new Proxy(FontFace, {
    construct(native, args, newTarget) {
      const face = construct(native, args, newTarget === wrapped ? native : newTarget) as FontFace;
      if (!over) {
        try {
          describe(face, args);
        } catch (error) {
          fail(error);
        }
      }
      return face;
    },
  });
  defineProperty(global, "FontFace", { ...own, value: wrapped });
  const { prototype } = FontFace;
  const constructor = getOwnPropertyDescriptor(prototype, "constructor");
  if (constructor?.configurable) {
    defineProperty(prototype, "constructor", { ...constructor, value: wrapped });
  }

  const endAdd = wrapBuiltIn(
    global.FontFaceSet.prototype,
    "add",
    "value",
    (native, self, args: unknown[]) => {
      const result = context.primitives.apply(native, self, args as never[]);
      const face = args[0] as FontFace;
      const data = self === global.document.fonts ? described.get(face) : undefined;
      if (data) {
        described.delete(face);
        emit({ source: IncrementalSource.Font, ...data });
      }
      return result;
    },
  );

  return {
    end() {
      over = true;
      endAdd();
      if (getOwnPropertyDescriptor(global, "FontFace")?.value === wrapped) {
        defineProperty(global, "FontFace", own);
      }
      if (constructor && getOwnPropertyDescriptor(prototype, "constructor")?.value === wrapped) {
        defineProperty(prototype, "constructor", constructor);
      }
    },
  };
}

/** By the first bytes; whatever else a browser takes is TrueType. */
function typeOf([a, b, c, d]: Uint8Array): string {
  const magic = String.fromCharCode(a ?? 0, b ?? 0, c ?? 0, d ?? 0);
  if (magic === "wOF2") return "font/woff2";
  if (magic === "wOFF") return "font/woff";
  return magic === "OTTO" ? "font/otf" : "font/ttf";
}
