/** Where in rrweb's build something stands, and what stands there instead. */
export type Mend = readonly [RegExp, string];

/** All children in order, without the list of them that a browser would make and keep for each node. */
const eachChild = (dom: string, node: string, run: string) =>
  `for (let child = ${dom}.firstChild(${node}); child; child = ${dom}.nextSibling(child)) ${run}`;

/**
 * It reads a node's properties by accessors that it keeps by name, looks two names up for each read and binds a
 * function for each call: a twentieth of what recording costs a page. Named in place, the engine finds them at once.
 */
const LOOK_UPS: readonly Mend[] = [
  [
    /^\treturn (getUntaintedAccessor(\$\d)?)\("(\w+)", n, "(\w+)"\);$/gm,
    '\tconst getter = untaintedAccessorCache$2.$3?.$4;\n\treturn getter ? getter.call(n) : $1("$3", n, "$4");',
  ],
  [
    /^\treturn (getUntaintedMethod(\$\d)?)\("Node", n, "(\w+)"\)\((\w*)\);$/gm,
    '\tconst method = untaintedMethodCache$2["Node.$3"];\n\treturn method ? method.call(n, $4) : $1("Node", n, "$3")($4);',
  ],
];

/** Questions that each node is asked, where its type or its name answers them. */
const QUESTIONS: readonly Mend[] = [
  [
    /(?<=el\.tagName === "svg" \|\| )el\.ownerSVGElement(?=\);$)/m,
    'el.namespaceURI === "http://www.w3.org/2000/svg" && el.ownerSVGElement',
  ],
  [
    /(?<=^\t\tif \()(?=customElements\.get\(tagName\)\) isCustomElement)/m,
    'tagName.includes("-") && ',
  ],
  // We mask all text ourselves (see record-options.ts): every text is under what "*" selects.
  [
    /(?<=^function needMaskingText\(.*\) \{\n\tlet el;\n)/m,
    '\tif (maskTextSelector === "*") return (isElement(node) ? src_default$2.firstChild(node) : src_default$2.parentElement(node)) !== null;\n',
  ],
];

/** Lists of children, which a browser makes and keeps for each node that is asked for them. */
const LISTS: readonly Mend[] = [
  [
    // Taken before the first of them is asked anything: that may run the page's code, which may move them.
    /for \(const childN of Array\.from\(src_default\$2\.childNodes\((n|shadowRootEl)\)\)\) \{/g,
    "for (const childN of childrenOf($1)) {",
  ],
  [
    /^(?=function serializeNodeWithId\()/m,
    `function childrenOf(n) {\n\tconst children = [];\n\t${eachChild("src_default$2", "n", "children.push(child);")}\n\treturn children;\n}\n`,
  ],
  [
    /if \(n\.childNodes\) n\.childNodes\.forEach\(\(childNode\) => this\.removeNodeFromMap\(childNode\)\);(?=\n\t\tconst shadowRoot = (src_default\$2)\.)/m,
    eachChild("$1", "n", "this.removeNodeFromMap(child);"),
  ],
  [
    /src_default\.childNodes\(n\)\.forEach\(\(childN\) => this\.genAdds\(childN\)\);/,
    eachChild("src_default", "n", "this.genAdds(child);"),
  ],
  [
    /src_default\.childNodes\(n\)\.forEach\(\(childN\) => deepDelete\(addsSet, childN\)\);/,
    eachChild("src_default", "n", "deepDelete(addsSet, child);"),
  ],
  [
    /src_default\.childNodes\(next\)\.forEach\(\(n\) => queue\.push\(n\)\);/,
    eachChild("src_default", "next", "queue.push(child);"),
  ],
];

/** Three objects of some twenty options are made for each node, all of the same values. */
const OPTIONS: readonly Mend[] = [
  [
    /(?<=^\tconst _serializedNode = )serializeNode\(n, \{\n(?:\t\t\w+,?\n)+\t\}\);$/m,
    "serializeNode(n, options, needsMask);",
  ],
  [
    /^function serializeNode\(n, options\) \{\n\tconst \{ doc, mirror, .* \} = options;$/m,
    "function serializeNode(n, options, needsMask) {\n\tconst { doc, mirror } = options;",
  ],
  [
    /(?<=return )serializeElementNode\(n, \{\n(?:\t\t\t\w+,?\n)+\t\t\}\);/,
    "serializeElementNode(n, options, rootId);",
  ],
  [
    /^function serializeElementNode\(n, options\) \{\n\tconst \{ doc, .*, rootId \} = options;$/m,
    // With what serializeNodeWithId takes for granted: a mutation gives it no keepIframeSrcFn.
    "function serializeElementNode(n, options, rootId) {\n\tconst { doc, blockClass, blockSelector, inlineStylesheet = true, " +
      "maskInputOptions = {}, maskInputFn, dataURLOptions = {}, inlineImages = false, recordCanvas = false, " +
      "keepIframeSrcFn = () => false, newlyAddedElement = false } = options;",
  ],
  [
    /(?<=return )serializeTextNode\(n, \{\n(?:\t\t\t\w+,?\n)+\t\t\}\);/,
    "serializeTextNode(n, options, needsMask, rootId);",
  ],
  [
    /^function serializeTextNode\(n, options\) \{\n\tconst \{ needsMask, maskTextFn, rootId, cssCaptured \} = options;$/m,
    "function serializeTextNode(n, options, needsMask, rootId) {\n\tconst { maskTextFn, cssCaptured } = options;",
  ],
  // What was made for a node's parent holds for it too, unless something is new from here on.
  [
    /(?<=^\t\tconst bypassOptions = )(?=\{$)/m,
    "options.needsMask === needsMask && options.preserveWhiteSpace === preserveWhiteSpace && " +
      "options.cssCaptured === false && options.newlyAddedElement === void 0 && " +
      "serializedNode.attributes?._cssText === void 0 ? options : ",
  ],
];

/** What stands in a serialized node for a moment: taking it out again makes every element slow to read and to write. */
const SHAPES: readonly Mend[] = [
  [/^\t\tneedBlock,\n(?=\t\trootId,\n\t\tisCustom: isCustomElement$)/m, ""],
  [
    /(?<=^function serializeElementNode\(n, options, rootId\) \{\n.*\n\tconst needBlock = )(?=_isBlockedElement)/m,
    "lastIsBlocked = ",
  ],
  [
    /(?<=^\t\trecordChild = recordChild && !)serializedNode\.needBlock;\n\t\tdelete serializedNode\.needBlock;$/m,
    "lastIsBlocked;",
  ],
  [
    /^(?=function serializeElementNode\()/m,
    "/** Of the element that was serialized last. */\nvar lastIsBlocked = false;\n",
  ],
  [
    /(?<=^\tconst serializedNode = )Object\.assign\(_serializedNode, \{ id \}\);$/m,
    "_serializedNode;\n\tserializedNode.id = id;",
  ],
];

/** A turn's options, made for each node that is new in it. */
const TURN: readonly Mend[] = [
  [
    /^(\t\tlet n = null;\n(?:.*\n)*?)(\t\twhile \(this\.addedSet\.size\) \{\n(?:.*\n)*?)\t\t\tconst sn = serializeNodeWithId\(n, (\{\n(?:.*\n)*?)\t\t\t\tcssCaptured\n\t\t\t\}\);$/m,
    "$1\t\tconst options = $3\t\t\t\tcssCaptured: false\n\t\t\t};\n$2\t\t\toptions.cssCaptured = cssCaptured;\n\t\t\tconst sn = serializeNodeWithId(n, options);",
  ],
];

/**
 * What rrweb does for each node and could do without, by the profiler: together a twentieth of what recording a table
 * of 5,000 nodes costs the page. What is recorded stays the same to the byte.
 */
export const LESS_WORK: readonly Mend[] = [
  ...LOOK_UPS,
  ...QUESTIONS,
  ...LISTS,
  ...OPTIONS,
  ...SHAPES,
  ...TURN,
];
