import type { Plugin } from "vite";
import { LESS_WORK, type Mend } from "./rrweb-less-work.ts";
import { OWN_DOM, OWN_DOM_IMPORT, TRACES } from "./rrweb-own-dom.ts";

/**
 * rrweb's build carries PostCSS twice, for its replay. Making the module and bare reads of its
 * properties, which bundlers take for work, keep both in whatever only records: almost half of what
 * each recorded page has to compile and run. What it writes to its recorder, and reads of it, keeps that
 * in whatever only replays: a third of that.
 */
const NO_WORK: readonly Mend[] = [
  [/^import_postcss(?:\$1)?\.default(?:\.\w+)?;$/gm, ""],
  [/^(var import_postcss\S* = .*?__toESM\S*?\()(?=\()/gm, "$1/* @__PURE__ */ "],
  [/^(var postcss_default = )(.*?);$/gm, "$1/* @__PURE__ */ (() => $2)();"],
  [/^function record\((?=options)/m, "function startRecord("],
  [
    /^(record\.addCustomEvent = [^]*?^record\.mirror = mirror;)$/m,
    "var record = /* @__PURE__ */ ((record) => {\n$1\nreturn record;\n})(startRecord);",
  ],
  [
    /^var \{ addCustomEvent, addAnnotation \} = record;$/m,
    ["addCustomEvent", "addAnnotation"].map(readOf).join("\n"),
  ],
  [/^var \{ (\w+) \} = record;$/gm, readOf("$1")],
];

function readOf(name: string): string {
  return `var ${name} = /* @__PURE__ */ (() => record.${name})();`;
}

/** What its recorder loses, and nobody beside it can tell (decision 017). */
export const LOSSES: readonly Mend[] = [
  // A document is in itself: without that, a root element that is put into it is dropped.
  [
    /(?<=^function inDom\(n\) \{\n\tconst doc = .*;\n\tif \(!doc\) return )false(?=;$)/m,
    "ownDom.nodeTypeOf(n) === 9",
  ],
  // What a turn dropped is over with it, also where it told nothing: else all below stays dropped.
  [
    /^\t\tif \((!payload\.texts\.length && .*)\) return;\n((?:\t\tthis\..*;\n)+?)(?=\t\tthis\.mutationCb\(payload\);$)/m,
    "\t\tconst nothing = $1;\n$2\t\tif (nothing) return;\n",
  ],
  // Each root has an observer of its own. Where that of the root that a node was moved out of is heard last, the node
  // was added elsewhere already: told as removed, it is gone from the replay, and what happens in it is never told.
  [
    /^\t\twhile \(this\.mapRemoves\.length\) this\.mirror\.removeNodeFromMap\(this\.mapRemoves\.shift\(\)\);$/m,
    `\t\tconst moved = new Set();
\t\twhile (this.mapRemoves.length) {
\t\t\tconst gone = this.mapRemoves.shift();
\t\t\tconst addedBy = lastAddedBy.get(gone);
\t\t\tif (addedBy && addedBy !== this && inDom(gone)) moved.add(this.mirror.getId(gone));
\t\t\telse this.mirror.removeNodeFromMap(gone);
\t\t}`,
  ],
  [
    /(?<=^\t\t\tremoves: )this\.removes(?=,$)/m,
    "moved.size === 0 ? this.removes : this.removes.filter(({ id }) => !moved.has(id))",
  ],
  [/^(?=\t\t\t\tadds\.push\(\{\n\t\t\t\t\tparentId,$)/m, "\t\t\t\tlastAddedBy.set(n, this);\n"],
  [/^(?=var moveKey = )/m, "const lastAddedBy = new WeakMap();\n"],
];

/** For whatever records with rrweb. Throws where a build of it is not as the mends expect. */
export function mendedRrweb(
  mends: readonly Mend[] = [...NO_WORK, ...LOSSES, ...OWN_DOM, ...LESS_WORK, ...TRACES],
): Plugin {
  return {
    name: "mended-rrweb",
    transform: {
      filter: { id: /\/rrweb\/dist\/rrweb\.js$/ },
      handler(code) {
        let mended = code;
        for (const [pattern, replacement] of mends) {
          const before = mended;
          mended = mended.replace(pattern, replacement);
          if (mended === before) throw new Error(`rrweb's build has changed: no ${pattern} in it.`);
        }
        return { code: OWN_DOM_IMPORT + mended, map: null };
      },
    },
  };
}
