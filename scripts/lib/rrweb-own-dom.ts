import type { Mend } from "./rrweb-less-work.ts";

/** What rrweb is given to ask nodes by. */
const PATH_OF = (file: string) =>
  JSON.stringify(new URL(`../../src/${file}`, import.meta.url).pathname);

/** Goes before rrweb's text; all mends may name it. */
export const OWN_DOM_IMPORT =
  `import * as ownDom from ${PATH_OF("privacy/page/primitives.ts")};\n` +
  `import { MOST_LEVELS } from ${PATH_OF("format/events.ts")};\n` +
  "let arrayFrom = Array.from;\n";

/** Which node it is: a form's control may be called "nodeType" or "tagName". */
const KINDS: readonly Mend[] = [
  [
    /(?<=^function isElement\(n\) \{\n\treturn )n\.nodeType === n\.ELEMENT_NODE(?=;$)/m,
    "ownDom.nodeTypeOf(n) === 1",
  ],
  [
    /(?<=^function closestElementOfNode\(node\) \{\n.*\n\treturn )node\.nodeType === node\.ELEMENT_NODE/m,
    "ownDom.nodeTypeOf(node) === 1",
  ],
  [
    /(?<=^\tif \(parent && )parent\.nodeType === target\.DOCUMENT_NODE(?=\) return false;$)/m,
    "ownDom.nodeTypeOf(parent) === 9",
  ],
  [/(?<=^\tswitch \()n\.nodeType(?=\) \{\n\t\tcase n\.DOCUMENT_NODE:)/m, "ownDom.nodeTypeOf(n)"],
  ...Object.entries({
    DOCUMENT_NODE: 9,
    DOCUMENT_TYPE_NODE: 10,
    ELEMENT_NODE: 1,
    TEXT_NODE: 3,
    CDATA_SECTION_NODE: 4,
    COMMENT_NODE: 8,
  }).map(([name, type]): Mend => [
    new RegExp(`^\\t\\tcase n\\.${name}:`, "m"),
    `\t\tcase ${type}:`,
  ]),
  [
    /^function getValidTagName\$1\(element\) \{\n\tif \(element instanceof HTMLFormElement\) return "form";\n\tconst processedTagName = toLowerCase\(element\.tagName\);$/m,
    "function getValidTagName$$1(element) {\n\tconst processedTagName = toLowerCase(ownDom.tagNameOf(element));",
  ],
  [
    /(?<=^\t\t\t\tconst tagNameLower = toLowerCase\()target\.tagName(?=\);$)/m,
    "ownDom.tagNameOf(target)",
  ],
  [
    /(?<=^\t\t\t\t\t\ttagName: )target\.tagName(?=,\n\t\t\t\t\t\ttype,$)/m,
    "ownDom.tagNameOf(target)",
  ],
];

/** Shadow roots, closed ones too where the recorder knows them. Both copies of its accessors. */
const ROOTS: readonly Mend[] = [
  [
    /(?<=^function shadowRoot(?:\$2)?\(n\) \{\n)\tif \(!n \|\| !\("shadowRoot" in n\)\) return null;\n\treturn getUntaintedAccessor(?:\$2)?\("Element", n, "shadowRoot"\);(?=\n\}$)/gm,
    "\treturn n && ownDom.nodeTypeOf(n) === 1 ? ownDom.shadowRootOf(n) : null;",
  ],
  [
    /(?<=^\tconst hostEl = n && )(?="host" in n && "mode" in n)/m,
    "ownDom.nodeTypeOf(n) === 11 && ",
  ],
  [/\bhasShadowRoot\(n\)(?=\)| src_default)/g, "src_default.shadowRoot(n)"],
];

/** What an element says of itself, and whether it is blocked. */
const ELEMENTS: readonly Mend[] = [
  [
    /(?<=^function getInputType\(element\) \{\n\tconst type = )element\.type;\n\treturn element\.hasAttribute\("data-rr-is-password"\)/m,
    'typeof element.type === "string" ? element.type : "";\n\treturn ownDom.wasPassword(element)',
  ],
  [
    /(?<=^\t\t\tif \()element\.classList\.contains\(blockClass\)/m,
    "ownDom.hasClass(element, blockClass)",
  ],
  [
    /(?<=^\t\tif \(blockSelector\) return )element\.matches\(blockSelector\)/m,
    "ownDom.matchesSelector(element, blockSelector)",
  ],
  [
    /(?<=^\t\t\tif \()el\.classList\.contains\(blockClass\)(?=\) return true;$)/m,
    "ownDom.hasClass(el, blockClass)",
  ],
  [
    /(?<=^\t\t\tif \(checkAncestors && )el\.closest\("\." \+ blockClass\)/m,
    'ownDom.closestTo(el, "." + blockClass)',
  ],
  [/(?<=^\t\tif \()el\.matches\(blockSelector\)/m, "ownDom.matchesSelector(el, blockSelector)"],
  [
    /(?<=^\t\tif \(checkAncestors && )el\.closest\(blockSelector\)/m,
    "ownDom.closestTo(el, blockSelector)",
  ],
  [
    /^\t\tif \(n\.scrollLeft\) attributes\.rr_scrollLeft = n\.scrollLeft;\n\t\tif \(n\.scrollTop\) attributes\.rr_scrollTop = n\.scrollTop;$/m,
    "\t\tconst left = ownDom.scrollLeftOf(n);\n\t\tif (left) attributes.rr_scrollLeft = left;\n" +
      "\t\tconst top = ownDom.scrollTopOf(n);\n\t\tif (top) attributes.rr_scrollTop = top;",
  ],
  [
    /(?<=^\t\tconst \{ width, height \} = )n\.getBoundingClientRect\(\)/m,
    "ownDom.sizeOfElement(n)",
  ],
  [
    /(?<=^\t\tconst stylesheet = Array\.from\()doc\.styleSheets(?=\)\.find\()/m,
    "ownDom.styleSheetsOf(doc)",
  ],
  [/(?<=^\t\ta = )doc\.createElement\("a"\)/m, 'ownDom.createIn(doc, "a")'],
];

/** Attributes by name: the browser makes no object for each, and heeds none of another namespace. */
const ATTRIBUTES: readonly Mend[] = [
  [
    /^\tconst len = n\.attributes\.length;\n\tfor \(let i = 0; i < len; i\+\+\) \{\n\t\tconst attr = n\.attributes\[i\];\n\t\tif \(!ignoreAttribute\(tagName, attr\.name, attr\.value\)\) attributes\[attr\.name\] = transformAttribute\(doc, tagName, toLowerCase\(attr\.name\), attr\.value\);\n\t\}$/m,
    `	for (const name of ownDom.attributeNamesOf(n)) {
		const value = ownDom.attributeOf(n, name);
		if (value !== null && !ignoreAttribute(tagName, name, value)) attributes[name] = transformAttribute(doc, tagName, toLowerCase(name), value);
	}`,
  ],
  [
    /^\t\t\t\tlet attributeName = m\.attributeName;\n\t\t\t\tlet value = m\.target\.getAttribute\(attributeName\);$/m,
    `				let attributeName = ownDom.recordedName(target, m.attributeName, m.attributeNamespace);
				if (attributeName === null) return;
				let value = ownDom.attributeOf(target, attributeName);`,
  ],
  [
    /^(\t\t\t\t\t\tfor \(const pname of Array\.from\()target\.style(?=\)\) \{$)/m,
    "\t\t\t\t\t\tconst style = ownDom.styleOf(target);\n$1style",
  ],
  [
    /(?<=const new(?:Value|Priority) = )target\.style(?=\.getProperty(?:Value|Priority)\(pname\);$)/gm,
    "style",
  ],
  [/(?<=for \(const pname of Array\.from\(old\.style\)\) if \()target\.style/, "style"],
];

/** Its accessors of nodes: found by what a page wrote into `Object.prototype`, and taken for the browser's own by half a look. */
const ACCESSORS: readonly Mend[] = [
  [
    /^(var untainted(?:BasePrototype|AccessorCache|MethodCache)(?:\$\d)? = )\{\};$/gm,
    "$1{ __proto__: null };",
  ],
  [
    /Boolean\((Object\.getOwnPropertyDescriptor\(defaultPrototype, accessor\)\?\.get)\?\.toString\(\)\.includes\("\[native code\]"\)\)/g,
    "ownDom.isNative($1, accessor)",
  ],
  [
    /typeof defaultPrototype\[method\] === "function" && defaultPrototype\[method\]\?\.toString\(\)\.includes\("\[native code\]"\)/g,
    'ownDom.isNative(defaultPrototype[method], method === "constructor" ? key : method)',
  ],
];

/** What ends a recording, or leaves a part of it out, in pages that are odd but right. */
const ODD_PAGES: readonly Mend[] = [
  [/(?<=\[type="radio"\]\[name="\$\{)name(?=\}"\])/, "CSS.escape(name)"],
  [/(?<=^\t\t\t\t\tif \(attributeName === "style")(?=\) \{$)/m, " && ownDom.styleOf(target)"],
  [
    /(?<=\["interactive", "complete"\]\.includes\()document\.readyState(?=\))/,
    "ownDom.readyStateOf(document)",
  ],
  // Its lists of tags are in capitals; XHTML has none.
  [
    /(?<=^\t\tconst tagName = target && )target\.tagName(?=;$)/m,
    '(typeof target.tagName === "string" ? target.tagName.toUpperCase() : target.tagName)',
  ],
  [
    /^\tif \(tagNameRegex\.test\(processedTagName\)\) return "div";$(?=\n\treturn processedTagName;\n\}\n(?:let|var) canvasService)/m,
    '\tif (tagNameRegex.test(processedTagName)) {\n\t\tconst localName = processedTagName.slice(processedTagName.lastIndexOf(":") + 1);\n' +
      '\t\treturn tagNameRegex.test(localName) ? "div" : localName;\n\t}',
  ],
  [
    /^\ttarget\.addEventListener\(type, fn, options\);\n\treturn \(\) => target\.removeEventListener\(type, fn, options\);$/m,
    "\tEventTarget.prototype.addEventListener.call(target, type, fn, options);\n" +
      "\treturn () => EventTarget.prototype.removeEventListener.call(target, type, fn, options);",
  ],
];

/** What the page would find of it: an attribute on fields for passwords, and another `Array.from` than its own. After all others, which know that name. */
export const TRACES: readonly Mend[] = [
  [/target\.setAttribute\("data-rr-is-password", "true"\)/, "ownDom.keepPassword(target)"],
  [
    /(?<=^\t\t*)Array\.from = (cleanFrame\.contentWindow\?\.Array\.from) \|\| Array\.from(?=;$)/m,
    "arrayFrom = $1 || Array.from",
  ],
  [/\bArray\.from(?=\()/g, "arrayFrom"],
];

/** A tree is read by recursion: as deep as it may be stored, and no deeper than the stack. */
const DEPTH: readonly Mend[] = [
  [
    /^(?=function serializeNodeWithId\()/m,
    "/** Above the node that is being read. */\nvar levels = 0;\n",
  ],
  [
    /^\tif \((?=\(serializedNode\.type === NodeType\$3\.Document \|\| serializedNode\.type === NodeType\$3\.Element\) && recordChild\) \{$)/m,
    "\tif (levels < MOST_LEVELS - 1 && ",
  ],
  [
    /^(?=\t\tif \(serializedNode\.type === NodeType\$3\.Element && serializedNode\.tagName === "textarea" && serializedNode\.attributes\.value !== void 0\) \{\} else \{$)/m,
    "\t\tlevels++;\n\t\ttry {\n",
  ],
  [
    /^(?=\t\}\n\tconst parent = src_default\$2\.parentNode\(n\);$)/m,
    "\t\t} finally {\n\t\t\tlevels--;\n\t\t}\n",
  ],
];

/**
 * Nodes are asked by the browser's own functions (src/privacy/page/primitives.ts): rrweb asks most of them by their
 * properties, where a form has its controls by name, and ends or leaves out what it then cannot tell (decision 021).
 */
export const OWN_DOM: readonly Mend[] = [
  ...KINDS,
  ...ROOTS,
  ...ELEMENTS,
  ...ATTRIBUTES,
  ...ACCESSORS,
  ...DEPTH,
  ...ODD_PAGES,
];
