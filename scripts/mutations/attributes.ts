import { eachWord, inFile } from "./mutation.ts";

/** What of an attribute is recorded, of an address and of styles. */

export const ATTRIBUTES = inFile("sanitize/attributes.ts", [
  [
    "attributes that are never recorded",
    "if (rule === Rule.drop || hidesChoice(rule, state, bits, context)) return drop",
    "if (rule === Rule.drop) return value;\n  if (hidesChoice(rule, state, bits, context)) return drop",
  ],
  [
    "which option is chosen, in a snapshot",
    "if (rule === Rule.drop || hidesChoice(rule, state, bits, context)) return drop",
    "if (rule === Rule.drop) return drop",
  ],
  [
    "which option is chosen, taken back",
    "if (rule === Rule.drop || hidesChoice(rule, state, bits, context)) delete",
    "if (rule === Rule.drop) delete",
  ],
  [
    "names of styles run through the patterns",
    "case Rule.keep:\n      return redactCached(value, context);",
    "case Rule.keep:\n      return value;",
  ],
  [
    "words that fetch ahead",
    "return redactCached(cleanRel(value, context), context);",
    "return value;",
  ],
  [
    "other values keep their presence only",
    "return (isWritten(state, bits) || mayBeWords(bits, value, context)) &&\n        !isMarkWord(name, value)\n        ? presence(value, context)\n        : shortToken(value, context);",
    "return value;",
  ],
  [
    "values in an editor keep their presence only",
    "return (isWritten(state, bits) || mayBeWords",
    "return (mayBeWords",
  ],
  [
    "a word or two where text is masked keep their presence only",
    "(isWritten(state, bits) || mayBeWords(bits, value, context)) &&",
    "isWritten(state, bits) &&",
  ],
  [
    "a word or two under a mark",
    "(strict || (bits & IS.mask) !== 0) && !/^[a-z",
    "strict && !/^[a-z",
  ],
  [
    "a word or two at level strict",
    "(strict || (bits & IS.mask) !== 0) &&",
    "(bits & IS.mask) !== 0 &&",
  ],
  [
    "words of an option beside its text",
    "if (OPTIONS.has(state.tag)) return maskedControl(state, bits, value, context);",
    "",
  ],
  [
    "a mark's own word stays in an editor",
    "mayBeWords(bits, value, context)) &&\n        !isMarkWord(name, value)",
    "mayBeWords(bits, value, context))",
  ],
  [
    "short values run through the patterns",
    "isShortToken(value) && redactCached(value, context) === value",
    "isShortToken(value)",
  ],
  [
    "style attributes are CSS",
    "case Rule.style:\n      return cleanStyleValue(value, bits, context);",
    "case Rule.style:\n      return value;",
  ],
  [
    "style sheets in an attribute are CSS",
    "case Rule.sheet:\n      return cleanCss(",
    "case Rule.sheet:\n      return value ?? cleanCss(",
  ],
  ["links in an editor keep their kind only", 'isWritten(state, bits) && name === "href"', "false"],
  ["links are URLs", ": cleanLink(state, name, value, context);", ": value;"],
  ["labels in an editor", "&& isWritten(state, bits)) {", "&& false) {"],
  [
    "labels run through the patterns",
    ": redactCached(value, context);\n}\n\n/** The page's own words",
    ": value;\n}\n\n/** The page's own words",
  ],
  [
    "labels under a mask",
    'if ((bits & IS.mask) !== 0) return maskedLabel(value, "mask", context);',
    "",
  ],
  [
    "labels at level strict",
    "return context.strict ? maskShape(value) : redactCached",
    "return redactCached",
  ],
  [
    "drawings are drawings",
    "isGeometry(value) && !isLoneNumber(value, context) ? value",
    "true ? value",
  ],
  [
    "a card in groups is no drawing",
    "isGeometry(value) && !isLoneNumber(value, context)",
    "isGeometry(value)",
  ],
  [
    "numbers are numbers",
    "case Rule.number:\n      return NUMBER_VALUE.test(value) &&",
    "case Rule.number:\n      return true &&",
  ],
  [
    "how far a field has scrolled, as text",
    "NUMBER_VALUE.test(value) && !(isScroll(name) && isTyped(state))",
    "NUMBER_VALUE.test(value)",
  ],
  [
    "how far a field has scrolled, as a number",
    "rule === Rule.number && !(isScroll(name) && isTyped(state))",
    "rule === Rule.number",
  ],
  [
    "numbers under other names",
    'rule === Rule.keep && Math.abs(value) < 1e9 ? value : ""',
    "value",
  ],
  ["srcset is a list of URLs", "cleanSrcset(value, context.redactor, context.hits)", "value"],
  ["srcset at level strict", 'context.strict ? "" : cleanSrcset', "cleanSrcset"],
  [
    "values of controls",
    "case Rule.value:\n      return maskedControl(state, bits, value, context);",
    "case Rule.value:\n      return value;",
  ],
  ["a slider's value", "/^(?:progressbar|meter|scrollbar|separator)$/.test(state.role)", "true"],
  [
    "content of meta elements",
    'state.tag === "meta" && SAFE_META.has(state.kind)',
    'state.tag === "meta"',
  ],
  [
    "layout words of meta elements run through the patterns",
    "SAFE_META.has(state.kind)\n        ? redactCached(value, context)",
    "SAFE_META.has(state.kind)\n        ? value",
  ],
  [
    "labels of options",
    "cleanLabel(bits, value, context);\n      return maskedControl(state, bits, value, context);",
    "cleanLabel(bits, value, context);\n      return value;",
  ],
  [
    "personal names keep their presence only",
    "case Rule.presence:\n      return presence(value, context);",
    "case Rule.presence:\n      return value;",
  ],
  ["pictures at level strict", "if (picture && context.strict) {", "if (false) {"],
  [
    "names of style properties",
    "if (!/^(?:--)?[\\w-]{1,80}$/.test(property)) delete style[property];\n    else if",
    "if",
  ],
  [
    "style properties are CSS",
    "style[property] = cleanStyleValue(value, bits, context, property);",
    "style[property] = value;",
  ],
  [
    "style properties with a priority are CSS",
    "cleanStyleValue(String(value[0]), bits, context, property),",
    "String(value[0]),",
  ],
  [
    "style attributes under a mark",
    'const masked = context.strict || (bits & HIDES_TEXT) !== 0;\n  return cleanCss(\n    value,\n    { place: "attribute", masked',
    'const masked = context.strict;\n  return cleanCss(\n    value,\n    { place: "attribute", masked',
  ],
  [
    "style sheets in an attribute under a mark",
    '{ place: "sheet", masked: context.strict || (bits & HIDES_TEXT) !== 0 },',
    '{ place: "sheet", masked: context.strict },',
  ],
]);

export const ATTRIBUTE_RULES = inFile("sanitize/attribute-rules.ts", [
  ...eachWord("attribute is never recorded", "srcdoc ping nonce rr_dataurl sandbox", (name) => {
    const all = "srcdoc ping nonce rr_dataurl sandbox";
    const rest = all.split(" ").filter((each) => each !== name);
    return [
      `define(Rule.drop, "${all}");`,
      `define(Rule.drop, "${rest.join(" ")}"); define(Rule.keep, "${name}");`,
    ];
  }),
  ["attribute class: words for people", "define(\n  Rule.text,", "define(\n  Rule.presence,"],
  ["attribute class: URLs", "define(\n  Rule.url,", "define(\n  Rule.keep,"],
  ["attribute class: rel", 'define(Rule.rel, "rel");', 'define(Rule.keep, "rel");'],
  [
    "attribute class: srcset",
    'define(Rule.srcset, "srcset imagesrcset");',
    'define(Rule.keep, "srcset imagesrcset");',
  ],
  ["attribute class: style", 'define(Rule.style, "style");', 'define(Rule.keep, "style");'],
  ["attribute class: sheets", 'define(Rule.sheet, "_csstext");', 'define(Rule.keep, "_csstext");'],
  ["attribute class: numbers", "define(\n  Rule.number,", "define(\n  Rule.keep,"],
  [
    "attribute class: values",
    'define(Rule.value, "value aria-valuetext");',
    'define(Rule.keep, "value aria-valuetext");',
  ],
  [
    "attribute class: ranges",
    'define(Rule.range, "aria-valuenow");',
    'define(Rule.keep, "aria-valuenow");',
  ],
  ["attribute class: content", 'define(Rule.content, "content");', 'define(Rule.keep, "content");'],
  [
    "attribute class: labels of options",
    'define(Rule.label, "label");',
    'define(Rule.keep, "label");',
  ],
  [
    "attribute class: selected",
    'define(Rule.selected, "selected");',
    'define(Rule.keep, "selected");',
  ],
  [
    "attribute class: drawings",
    "RULES.set(name.toLowerCase(), Rule.geometry);",
    "RULES.set(name.toLowerCase(), Rule.keep);",
  ],
  ["attribute names in capitals", "if (known !== undefined) return known;", ""],
  ["attribute names that hold a secret", "|| findSecrets(name) || classifyToken(name)", ""],
  ["attribute names that are odd", "!NAME.test(name) ||", ""],
  ["handlers", "if (/^on[a-z]/.test(lower)) return Rule.drop;", ""],
  [
    "attributes named after a secret",
    "isSecretName(words) || PERSONAL.test(words)",
    "PERSONAL.test(words)",
  ],
  [
    "attributes named after a person",
    "isSecretName(words) || PERSONAL.test(words)",
    "isSecretName(words)",
  ],
  ["short values are short", "if (value.length > LONGEST_TOKEN) return false;", ""],
  [
    "short values have no digits inside",
    "(SHORT_TOKEN.test(value) && value.split(/[^A-Za-z0-9]/).every(isPlainWord))",
    "SHORT_TOKEN.test(value)",
  ],
  ["short values are three words at most", "{0,2}%?$/", "{0,9}%?$/"],
  ["short values name no secret", " && !isSecretName(word);", ";"],
  ["drawings have letters of drawings only", "if (!DRAWING.test(value) || ", "if ("],
  [
    "drawings have no long numbers",
    " || LONG_NUMBER.test(value)) return false;",
    ") return false;",
  ],
  [
    "drawings spell no words",
    'if (WORD.test(value) && WORD.test(value.replace(FUNCTIONS, " "))) return false;',
    "",
  ],
  ["drawings hold no card", "if (findSecrets(match[0])) {", "if (false) {"],
]);

export const URLS = [
  ...inFile("sanitize/clean-url.ts", [
    [
      "fragments alone are names",
      "IN_DOCUMENT.test(url) && !classifyToken(url.slice(1)) ?",
      "true ?",
    ],
    [
      "fragments alone are no tokens",
      "IN_DOCUMENT.test(url) && !classifyToken(url.slice(1))",
      "IN_DOCUMENT.test(url)",
    ],
    ["fragments alone run through the patterns", '? redactor.text(url, hits) : "#"', '? url : "#"'],
    ["data URLs", 'if (dataUrlPasses(url, "attribute")) return url;', "return url;"],
    ["other schemes keep their name only", "return `${scheme}:`;", "return url;"],
    [
      "a scheme with a number is no host with a port",
      "HOST_AND_PORT.test(url)",
      "/^\\s*[\\w.-]+:\\d{1,5}(?:\\/|$)/.test(url)",
    ],
    ["queries", "out += `?${kept}`;", "out += `?${query}`;"],
    ["fragments", "out += `#${kept}`;", "out += `#${fragment}`;"],
    [
      "references in drawings are names",
      'use === "svg" && IN_DOCUMENT.test(`#${fragment}`) && !classifyToken(fragment)',
      'use === "svg"',
    ],
    ["paths run through the patterns", "return redactor.text(out, hits);\n}", "return out;\n}"],
    ["srcset holds URLs", '[cleanUrl(url, "image", redactor, hits), ...kept]', "[url, ...kept]"],
    [
      "srcset holds descriptors",
      "descriptors.filter((descriptor) => /^\\d+(?:\\.\\d+)?[wxh],?$/.test(descriptor))",
      "descriptors",
    ],
  ]),
  ...inFile("redaction/url.ts", [
    [
      "URL values: secrets by name",
      "if (isSecretName(name) || rules.deny.includes(name)) return false;",
      "if (rules.deny.includes(name)) return false;",
    ],
    [
      "URL values: deny wins",
      "if (isSecretName(name) || rules.deny.includes(name)) return false;",
      "if (isSecretName(name)) return false;",
    ],
    [
      "URL values: allow",
      'if (rules.mode === "keep" || rules.allow.includes(name)) return true;',
      'if (rules.mode === "keep") return true;',
    ],
    [
      "URL values: keep",
      'if (rules.mode === "keep" || rules.allow.includes(name)) return true;',
      "if (rules.allow.includes(name)) return true;",
    ],
    ["URL values: filter", 'rules.mode === "filter" && value.length', "false && value.length"],
    ["URL values: filter keeps short ones", "&& value.length <= LONGEST_FILTERED", ""],
    ["URL values: strip", "if (!asset) return false;", "if (!asset) return true;"],
    [
      "URL values of assets are versions or sizes",
      "return VERSION.test(value) || (ASSET_NAMES.has(name) && SIZE_OR_WORD.test(value));",
      "return true;",
    ],
    [
      "URL values: names of fonts",
      "return /^[\\w:;,.@+|%-]{1,512}$/.test(value);",
      "return false;",
    ],
    [
      "URL words without a name",
      "(asset && VERSION.test(pair)) ? pair : GONE",
      "true ? pair : GONE",
    ],
    [
      "URL names are names",
      "NAME.test(name) && classifyToken(name) === null ? name : GONE",
      "name",
    ],
    [
      "URL names are no tokens",
      "NAME.test(name) && classifyToken(name) === null",
      "NAME.test(name)",
    ],
    ["URL fragments", 'return id ? fragment : "";', "return fragment;"],
    [
      "URL fragments of assets are names",
      "/^[A-Za-z][\\w-]{0,40}$/.test(fragment) &&\n    classifyToken(fragment) === null",
      "true",
    ],
    ["URL fragments of what has no parts", "HAS_PARTS.test(base) &&", "isAssetUrl(base) &&"],
    ["URL fragments are kept where all is", 'if (rules.mode === "keep") return fragment;', ""],
  ]),
  ...inFile("redaction/data-url.ts", [
    [
      "data URLs: drawings only",
      "return svg !== null && isShapesOnly(svg, place);",
      "return svg !== null;",
    ],
    [
      "data URLs: nothing else in attributes",
      'if (place === "attribute" || !data.base64',
      "if (!data.base64",
    ],
    [
      "data URLs: fonts begin like fonts",
      "return FONT.test(data.payload) || data.mime",
      "return true || data.mime",
    ],
    ["data URLs: bitmaps are small", "data.payload.length <= LARGEST_BITMAP &&", ""],
    ["data URLs: bitmaps begin like bitmaps", "BITMAP.test(data.payload)", "true"],
    ["data URLs: images only", 'data.mime.startsWith("image/") &&', ""],
  ]),
  ...inFile("redaction/svg-shapes.ts", [
    [
      "icons: elements that draw",
      "if (!tag || !ELEMENTS.has(tag[2] as string)) return false;",
      "if (!tag) return false;",
    ],
    [
      "icons: no text between",
      "if (!tag || !ELEMENTS.has(tag[2] as string)) return false;",
      "if (!tag) { at++; continue; }\n    if (!ELEMENTS.has(tag[2] as string)) return false;",
    ],
    ["icons: values that draw", "} else if (!passes(name as string, value)) return false;", "}"],
    ["icons: classes in sheets only", 'name === "class" && place === "sheet"', 'name === "class"'],
    ["icons: classes are plain", "!CLASS.test(value)", "false"],
    ["icons: classes are short", "value.length > LONGEST_CLASS ||", ""],
    [
      "icons: ids are a letter",
      'if (name === "id") return /^[a-z]\\d?$/.test(value);',
      'if (name === "id") return true;',
    ],
    [
      "icons: paths",
      'if (name === "d") return PATH.test(value);',
      'if (name === "d") return true;',
    ],
    ["icons: transforms", "return TRANSFORM.test(value);", "return true;"],
    [
      "icons: their own namespace",
      'return value === "http://www.w3.org/2000/svg";',
      "return true;",
    ],
    ["icons: are small", "if (svg.length > LONGEST) return false;", ""],
  ]),
];

export const CSS = [
  ...inFile("sanitize/css.ts", [
    ["CSS comments", 'part.startsWith("/*") && part !== SPLIT ? "" : part', "part"],
    [
      "CSS url()",
      "if (clean === url) return whole;\n      const quote",
      "if (true) return whole;\n      const quote",
    ],
    ["CSS url() in escapes", "(?:\\\\?u|\\\\0{0,4}[57]5\\s?)", "(?:u)"],
    [
      "CSS escapes in addresses",
      "return text.replace(/\\\\(?:([0-9a-f]{1,6})",
      "return text || text.replace(/\\\\(?:([0-9a-f]{1,6})",
    ],
    [
      "CSS addresses that are strings",
      "if (/@import|image-set/i.test(out)) out =",
      "if (false) out =",
    ],
    ["CSS data URLs", "if (dataUrlPasses(url, place)) return url;", "return url;"],
    ["CSS words in strings where text is masked", "out = maskStrings(out, where.property);", ";"],
    [
      "CSS strings that name something, by their property",
      'property = "";\n      rule = "";',
      'rule = "";',
    ],
    ["CSS strings that name something, by their rule", '      rule = "";\n', ""],
    ["CSS strings that name something, by what is around", "      around.length = 0;\n", ""],
    [
      "CSS strings run through the patterns",
      "return redactor.text(out, hits);\n}\n\nfunction cleanStringAddresses",
      "return out;\n}\n\nfunction cleanStringAddresses",
    ],
  ]),
  ...inFile("sanitize/sheets.ts", [
    ["rules inserted by script", "add.rule = rules(add.rule, bits, context);", ""],
    ["sheets replaced by script", "data[name] = rules(css, bits, context);", ";"],
    ["properties set by script", "set.value = cleanStyleValue(set.value,", "void (set.value,"],
    ["adopted sheets", "rule.rule = rules(rule.rule, bits, context);", ";"],
    ["names of fonts", 'data["family"] = redactor.text(String(data["family"]), hits);', ""],
    [
      "addresses of fonts",
      'data["fontSource"] = rules(`src: ${String(data["fontSource"])}`, 0, context)',
      'data["fontSource"] = `src: ${String(data["fontSource"])}`',
    ],
    ["descriptors of fonts", 'data["descriptors"] = redactor.value(descriptors, hits);', ";"],
  ]),
];
