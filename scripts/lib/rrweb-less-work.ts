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
    /(?<=^function shadowRoot(?:\$2)?\(n\) \{\n\tif \()!n \|\| !\("shadowRoot" in n\)(?=\) return null;)/gm,
    "n?.nodeType !== 1",
  ],
  [/(?<=^\tconst hostEl = n && )(?="host" in n && "mode" in n)/m, "n.nodeType === 11 && "],
  [/\bhasShadowRoot\(n\)(?=\)| src_default)/g, "src_default.shadowRoot(n)"],
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
    /for \(const childN of Array\.from\(src_default\$2\.childNodes\((n|shadowRootEl)\)\)\) \{/g,
    "for (let childN = src_default$2.firstChild($1); childN; childN = src_default$2.nextSibling(childN)) {",
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

/** The list of attributes is asked for once, by the browser's own accessor: a form's control may be named "attributes". */
const ATTRIBUTES: readonly Mend[] = [
  [
    /^\tconst len = n\.attributes\.length;\n\tfor \(let i = 0; i < len; i\+\+\) \{\n\t\tconst attr = n\.attributes\[i\];\n\t\tif \(!ignoreAttribute\(tagName, attr\.name, attr\.value\)\) attributes\[attr\.name\] = transformAttribute\(doc, tagName, toLowerCase\(attr\.name\), attr\.value\);\n\t\}$/m,
    `	const listOf = untaintedAccessorCache$$2.Element?.attributes;
	const list = listOf ? listOf.call(n) : getUntaintedAccessor$$2("Element", n, "attributes");
	const len = list.length;
	for (let i = 0; i < len; i++) {
		const { name, value } = list[i];
		if (!ignoreAttribute(tagName, name, value)) attributes[name] = transformAttribute(doc, tagName, toLowerCase(name), value);
	}`,
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
  ...ATTRIBUTES,
];
