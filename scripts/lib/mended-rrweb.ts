import type { Plugin } from "vite";

/**
 * rrweb's build carries PostCSS twice, for its replay. Making the module and bare reads of its
 * properties, which bundlers take for work, keep both in whatever only records: almost half of what
 * each recorded page has to compile and run.
 */
const NO_WORK: readonly [RegExp, string][] = [
  [/^import_postcss(?:\$1)?\.default(?:\.\w+)?;$/gm, ""],
  [/^(var import_postcss\S* = .*?__toESM\S*?\()(?=\()/gm, "$1/* @__PURE__ */ "],
  [/^(var postcss_default = )(.*?);$/gm, "$1/* @__PURE__ */ (() => $2)();"],
];

/** What its recorder loses, and nobody beside it can tell (decision 017). */
const LOSSES: readonly [RegExp, string][] = [
  // A document is in itself: without that, a root element that is put into it is dropped.
  [
    /(?<=^function inDom\(n\) \{\n\tconst doc = .*;\n\tif \(!doc\) return )false(?=;$)/m,
    "n.nodeType === 9",
  ],
  // What a turn dropped is over with it, also where it told nothing: else all below stays dropped.
  [
    /^\t\tif \((!payload\.texts\.length && .*)\) return;\n((?:\t\tthis\..*;\n)+?)(?=\t\tthis\.mutationCb\(payload\);$)/m,
    "\t\tconst nothing = $1;\n$2\t\tif (nothing) return;\n",
  ],
];

/**
 * It reads a node's properties by accessors that it keeps by name, looks two names up for each read and binds a
 * function for each call: a twentieth of what recording costs a page. Named in place, the engine finds them at once.
 */
const LOOK_UPS: readonly [RegExp, string][] = [
  [
    /^\treturn (getUntaintedAccessor(\$\d)?)\("(\w+)", n, "(\w+)"\);$/gm,
    '\tconst getter = untaintedAccessorCache$2.$3?.$4;\n\treturn getter ? getter.call(n) : $1("$3", n, "$4");',
  ],
  [
    /^\treturn (getUntaintedMethod(\$\d)?)\("Node", n, "(\w+)"\)\((\w*)\);$/gm,
    '\tconst method = untaintedMethodCache$2["Node.$3"];\n\treturn method ? method.call(n, $4) : $1("Node", n, "$3")($4);',
  ],
];

/** For whatever records with rrweb. Throws where a build of it is not as the mends expect. */
export function mendedRrweb(): Plugin {
  return {
    name: "mended-rrweb",
    transform: {
      filter: { id: /\/rrweb\/dist\/rrweb\.js$/ },
      handler(code) {
        let mended = code;
        for (const [pattern, replacement] of [...NO_WORK, ...LOSSES, ...LOOK_UPS]) {
          const before = mended;
          mended = mended.replace(pattern, replacement);
          if (mended === before) throw new Error(`rrweb's build has changed: no ${pattern} in it.`);
        }
        return { code: mended, map: null };
      },
    },
  };
}
