/** One rule of the gates, switched off by one small edit of one file. */
export interface Mutation {
  /** What the rule does, in words for docs/privacy-proof.md; no two alike. */
  rule: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
}

type Edit = readonly [rule: string, find: string, replace: string];

const inFile = (file: string, edits: readonly Edit[]): Mutation[] =>
  edits.map(([rule, find, replace]) => ({ rule, file: `src/privacy/${file}`, find, replace }));

/** The same edit for each of several words that stand in a list. */
const eachWord = (rule: string, words: string, edit: (word: string) => [string, string]): Edit[] =>
  words.split(" ").map((word) => [`${rule}: ${word}`, ...edit(word)]);

const MARKS = inFile("marks.ts", [
  ...eachWord(
    "mark",
    "data-ph-no-capture data-hj-suppress data-hj-mask data-hj-masked data-openreplay-obscured " +
      "data-openreplay-masked data-openreplay-htmlmasked data-openreplay-hidden data-openreplay-ignore " +
      "data-fs-exclude data-fs-mask",
    (name) => [`"${name}": MARK.`, `"x-${name}": MARK.`],
  ),
  ...eachWord(
    "lifting mark",
    "data-hj-allow data-hj-whitelist data-fs-unmask data-public",
    (name) => [`"${name}": MARK.`, `"x-${name}": MARK.`],
  ),
  ...eachWord(
    "mark",
    "data-waymark- data-rr- data-sentiero- data-sentry- data-highlight-",
    (name) => [`...kinds("${name}")`, `...kinds("x-${name}")`],
  ),
  ...eachWord(
    "class",
    "rr-block rr-mask rr-ignore sentry-block sentry-mask sentry-ignore ph-no-capture ph-mask ph-sensitive " +
      "ph-ignore-input fs-exclude fs-exclude-without-consent fs-block fs-hide fs-mask fs-mask-without-consent " +
      "highlight-block highlight-mask highlight-ignore dd-privacy-hidden dd-privacy-mask " +
      "dd-privacy-mask-user-input _lr-hide",
    (name) => [`"${name}": MARK.`, `"x-${name}": MARK.`],
  ),
  ...eachWord("lifting class", "rr-unmask sentry-unmask fs-unmask dd-privacy-allow", (name) => [
    `"${name}": MARK.`,
    `"x-${name}": MARK.`,
  ]),
  ["editor by class: CodeMirror", "CodeMirror: EDITOR", "XMirror: EDITOR"],
  ["editor by class: Monaco", '"monaco-editor": EDITOR', '"x-monaco": EDITOR'],
  ["editor by class: Ace", "ace_editor: EDITOR", "ace_x: EDITOR"],
  [
    "mark by value: Clarity",
    '? 0 : MARK.mask;\n    case "data-clarity-unmask"',
    '? 0 : 0;\n    case "data-clarity-unmask"',
  ],
  ["mark by value: Datadog hides", 'value === "hidden" ? MARK.block', 'value === "hidden" ? 0'],
  [
    "mark by value: Datadog masks what it does not know",
    'MARK.block : MARK.mask;\n    case "data-private"',
    'MARK.block : 0;\n    case "data-private"',
  ],
  ["mark by value: LogRocket masks", '"lipsum" ? MARK.mask', '"lipsum" ? 0'],
  ["mark by value: LogRocket hides", "MARK.mask : MARK.block;", "MARK.mask : 0;"],
  ["a mark that says false is none", 'return value === "false" ? 0 : plain;', "return plain;"],
]);

const FACTS = inFile("sanitize/facts.ts", [
  ...eachWord("text of an element is masked", "option optgroup textarea datalist", (tag) => [
    `  ${tag}: IS.value`,
    `  ${tag}: 0`,
  ]),
  ["text of an element is masked: select", "  select: IS.value", "  select: 0"],
  ["text of an element is dropped: script", "  script: IS.silent", "  script: 0"],
  ["text of an element is dropped: noscript", "  noscript: IS.silent", "  noscript: 0"],
  ["text of a style is CSS", "  style: IS.style", "  style: 0"],
  ...eachWord("role of an editor", "textbox searchbox spinbutton combobox", (role) => [
    `"${role}"`,
    `"x-${role}"`,
  ]),
  ["never: password", '"password", "hidden"', '"x-password", "hidden"'],
  ["never: hidden", '"hidden", "file"]', '"x-hidden", "file"]'],
  ["never: file", '"hidden", "file"]', '"hidden", "x-file"]'],
  ["never by autocomplete: cards", "(?:cc-[a-z-]+|", "(?:"],
  ["never by autocomplete: one-time code", "|one-time-code|", "|"],
  ["never by autocomplete: current password", "(?:current|new)-password", "(?:x|new)-password"],
  ["never by autocomplete: new password", "(?:current|new)-password", "(?:current|x)-password"],
  ["never by name: card number", "(?:num|no\\b|nr\\b|cvv", "(?:no\\b|nr\\b|cvv"],
  ["never by name: card code", "|^(?:cvv|cvc|csc)\\d?$|", "|"],
  ["never by name: password", "|passw|", "|"],
  ["never by name: one-time", "|one[-_ ]?time/i", "/i"],
  ["never by name: secrets", "isSecretName(name) || CARD_NAME", "false || CARD_NAME"],
  ["never by name: as a password before", "context.map.isSecretName(name) ||", ""],
  ["never: rrweb's mark of a password", '    case "data-rr-is-password":\n', ""],
  ["never: our own mark", '    case "data-waymark-never":\n', ""],
  [
    "a password stays one when shown",
    "state.own & (IS.never | IS.unknown)",
    "state.own & IS.unknown",
  ],
  [
    "contenteditable",
    'bits |= IS.editable;\n      break;\n    case "autocomplete"',
    'break;\n    case "autocomplete"',
  ],
  [
    "contenteditable takes any value but false",
    'text.toLowerCase() !== "false" &&',
    'text.toLowerCase() === "true" &&',
  ],
  [
    "unmask counts at level open only",
    "if (!context.open) bits &= ~IS.unmask;\n  if (bits !== 0) countMarks",
    "if (bits !== 0) countMarks",
  ],
  [
    "what a selector of the policy marked is written down",
    "attributes[name] = SELECTOR_MARK;",
    ";",
  ],
  ["a selector of the policy marks", "setSource(state, SELECTOR_SOURCE, bits);", ""],
  [
    "a selector unmasks at level open only",
    "if (!context.open) bits &= ~IS.unmask;\n  if (bits === 0)",
    "if (bits === 0)",
  ],
]);

const CONTROLS = inFile("sanitize/controls.ts", [
  ["a value becomes the mask", "return maskValue(value);", "return value;"],
  ["a caption is plain words only", "CAPTION.test(value)", "true"],
  ["a caption is short", "value.length <= LONGEST_CAPTION &&", ""],
  ["a caption is of a button only", "CAPTIONED.has(state.kind) &&", ""],
  ["captions are masked at level strict", "!context.strict &&", ""],
  [
    "captions are masked where all is",
    "(bits & (IS.mask | IS.never | IS.unknown)) === 0 &&\n    value.length",
    "value.length",
  ],
  [
    "the value of a meter is a number",
    "NUMBER_TAGS.has(state.tag) && NUMBER_VALUE.test(value)",
    "NUMBER_TAGS.has(state.tag)",
  ],
  ["values are shown at level open only", "    context.open &&\n", ""],
  ["values are shown under an unmask mark only", "    (bits & IS.unmask) !== 0 &&\n", ""],
  [
    "never means never, by place",
    "(bits & (IS.never | IS.mask | IS.unknown)) === 0 &&",
    "(bits & (IS.mask | IS.unknown)) === 0 &&",
  ],
  [
    "a mask beats an unmask",
    "(bits & (IS.never | IS.mask | IS.unknown)) === 0 &&",
    "(bits & (IS.never | IS.unknown)) === 0 &&",
  ],
  [
    "what is unknown is not shown",
    "(bits & (IS.never | IS.mask | IS.unknown)) === 0 &&",
    "(bits & (IS.never | IS.mask)) === 0 &&",
  ],
  ["never means never, by the control itself", "&&\n    (state.own & IS.never) === 0", ""],
  [
    "patterns run over shown values",
    "return redactCached(value, context);\n  hit",
    "return value;\n  hit",
  ],
  [
    "captions run through the patterns",
    "if (isCaption(state, bits, value, context)) return redactCached(value, context);",
    "if (isCaption(state, bits, value, context)) return value;",
  ],
]);

const MASKS = inFile("sanitize/masks.ts", [
  [
    "the mask is as long for every value",
    'return value === "" ? "" : MASK;',
    "return BULLET.repeat(value.length);",
  ],
  ["masked text is as long for every text", "? MASK : text", "? BULLET.repeat(text.length) : text"],
  [
    "level strict masks every sign",
    "text.replace(/\\S/gu, BULLET)",
    "text.replace(/\\w/gu, BULLET)",
  ],
]);

const TEXT = inFile("sanitize/text.ts", [
  [
    "text runs through the patterns",
    "return context.redactor.text(text, context.hits);\n  }\n  if ((bits & IS.silent)",
    "return text;\n  }\n  if ((bits & IS.silent)",
  ],
  ["text of scripts goes", 'return "";', "return text;"],
  [
    "text under a mask is masked",
    "if (!shown && (bits & (IS.mask | IS.editable | IS.value)) !== 0)",
    "if (!shown && (bits & (IS.editable | IS.value)) !== 0)",
  ],
  [
    "text in an editor is masked",
    "if (!shown && (bits & (IS.mask | IS.editable | IS.value)) !== 0)",
    "if (!shown && (bits & (IS.mask | IS.value)) !== 0)",
  ],
  [
    "text of an option is masked",
    "if (!shown && (bits & (IS.mask | IS.editable | IS.value)) !== 0)",
    "if (!shown && (bits & (IS.mask | IS.editable)) !== 0)",
  ],
  ["text at level strict", "if (context.strict) return maskShape(text);", ""],
  [
    "text that is shown still runs through the patterns",
    "return maskShape(text);\n  return context.redactor.text(text, context.hits);",
    "return maskShape(text);\n  return text;",
  ],
  ["text is shown at level open only", "context.open && (bits & IS.unmask)", "(bits & IS.unmask)"],
  [
    "text under a mask is not shown",
    "(bits & (IS.mask | IS.never | IS.unknown)) === 0",
    "(bits & (IS.never | IS.unknown)) === 0",
  ],
  [
    "never means never for text",
    "(bits & (IS.mask | IS.never | IS.unknown)) === 0",
    "(bits & (IS.mask | IS.unknown)) === 0",
  ],
]);

const ATTRIBUTES = inFile("sanitize/attributes.ts", [
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
    "return isWritten(state, bits) && !isMarkWord(name, value)\n        ? presence(value, context)\n        : shortToken(value, context);",
    "return value;",
  ],
  [
    "values in an editor keep their presence only",
    "return isWritten(state, bits) && !isMarkWord(name, value)\n        ? presence(value, context)\n        : shortToken(value, context);",
    "return shortToken(value, context);",
  ],
  [
    "a mark's own word stays in an editor",
    "return isWritten(state, bits) && !isMarkWord(name, value)",
    "return isWritten(state, bits)",
  ],
  [
    "short values run through the patterns",
    "isShortToken(value) && redactCached(value, context) === value",
    "isShortToken(value)",
  ],
  [
    "style attributes are CSS",
    'return cleanCss(value, { place: "attribute", masked: false }, context.redactor, context.hits);',
    "return value;",
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
    'else if (typeof value === "string") style[property] = cleanStyleValue(value, context);',
    'else if (typeof value === "string") style[property] = value;',
  ],
  [
    "style properties with a priority are CSS",
    "cleanStyleValue(String(value[0]), context),",
    "String(value[0]),",
  ],
]);

const ATTRIBUTE_RULES = inFile("sanitize/attribute-rules.ts", [
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
    'define(Rule.text, "label");',
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

const URLS = [
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

const CSS = [
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
    [
      "CSS words in content at level strict",
      "out = out.replace(CONTENT, (_, head: string, value: string) => head + maskContent(value));",
      "",
    ],
    [
      "CSS strings run through the patterns",
      "return redactor.text(out, hits);\n}\n\nfunction cleanStringAddresses",
      "return out;\n}\n\nfunction cleanStringAddresses",
    ],
  ]),
  ...inFile("sanitize/sheets.ts", [
    ["rules inserted by script", "add.rule = rules(add.rule, context);", ""],
    ["sheets replaced by script", "data[name] = rules(css, context);", ";"],
    ["properties set by script", "set.value = cleanStyleValue(set.value, context);", ";"],
    ["adopted sheets", "rule.rule = rules(rule.rule, context);", ";"],
    ["names of fonts", 'data["family"] = redactor.text(String(data["family"]), hits);', ""],
    ["addresses of fonts", 'data["fontSource"] = rules(String(data["fontSource"]), context);', ""],
    ["descriptors of fonts", 'data["descriptors"] = redactor.value(descriptors, hits);', ";"],
  ]),
];

const NODES = [
  ...inFile("sanitize/snapshot.ts", [
    ["comments", 'node.textContent = "";\n      return outer;', "return outer;"],
    [
      "text of a snapshot",
      "node.textContent = sanitizeText(",
      "node.textContent = node.textContent || sanitizeText(",
    ],
    [
      "what is around a text in the live page, in a snapshot",
      "around === 0 ? outer : combine(outer, around)",
      "outer",
    ],
    ["documents in design mode", 'setSource(state, "(designMode)", IS.editable);', ""],
    ["names of a document type", 'node.name = redactCached(node.name ?? "", context);', ""],
    [
      "public ids of a document type",
      'node.publicId = redactCached(node.publicId ?? "", context);',
      "",
    ],
    [
      "system ids of a document type",
      'node.systemId = redactCached(node.systemId ?? "", context);',
      "",
    ],
    [
      "attributes of a snapshot",
      "sanitizeAttributes(state, bits, attributes, context);\n  if (picture",
      "if (picture",
    ],
    [
      "attributes of what is blocked",
      "node.attributes = blockedAttributes(attributes, state, context);",
      "",
    ],
    ["children of what is blocked", "node.childNodes = [];", ""],
    ["what is in a blocked element is known", "registerHidden(children, state, context);", ""],
    [
      "the class of what is blocked runs through the patterns",
      'kept["class"] = redactCached(attributes["class"], context);',
      'kept["class"] = attributes["class"];',
    ],
    ["the size of what is blocked is a size", "/^\\d{1,6}(?:\\.\\d+)?px$/.test(size)", "true"],
    ["elements named after a token", 'if (isSecretTag(node.tagName ?? "")) {', "if (false) {"],
    [
      "a blocked element stays blocked for who reads later",
      "kept[BLOCK] = blockStamp(state, attributes);",
      "",
    ],
  ]),
  ...inFile("sanitize/mutation.ts", [
    ["removals in what is blocked", "if (isHidden(map.get(removed.parentId))) return false;", ""],
    ["what left the page is forgotten, and fails closed", "map.remove(removed.id);", ""],
    ["marks that come with a change", "noteAttribute(state, name, attributes[name], context);", ""],
    [
      "selectors of the policy after a change",
      "if (context.live !== null) noteLiveMarks(state, attributes, context);",
      "",
    ],
    ["attributes in what is blocked", "if (!isHidden(state)) return true;", "return true;"],
    [
      "only that an element was blocked",
      "for (const name in attributes) delete attributes[name];",
      "",
    ],
    ["an element that was blocked says so", "attributes[BLOCK] = stamp;", ""],
    [
      "what is added to what is blocked",
      "if (parent && isHidden(parent)) {",
      "if (false && parent) {",
    ],
    ["what is added in a blocked element is known", "registerHidden([node], parent, context);", ""],
    ["what is added", "sanitizeTree(node, parent ?? UNKNOWN_PARENT, context);", ""],
    ["what is added to who knows what", "parent ?? UNKNOWN_PARENT", "parent ?? null"],
    [
      "attributes that change",
      "sanitizeAttributes(state, inherited(state), attributes, context);",
      "",
    ],
    [
      "attributes of who knows what",
      "const state = map.get(id) ?? UNKNOWN_PARENT;",
      "const state = map.get(id)!; if (!state) continue;",
    ],
    ["texts in what is blocked", "if (isHidden(state)) return false;\n    if (text", "if (text"],
    [
      "texts that change",
      "text.value = sanitizeText(text.value, combine(bits, around), context);",
      "",
    ],
    [
      "texts of who knows what",
      "const bits = inherited(state ?? UNKNOWN_PARENT);",
      "const bits = state ? inherited(state) : 0;",
    ],
    ["what is around a text in the live page, in a change", "combine(bits, around)", "bits"],
  ]),
  ...inFile("sanitize/node-map.ts", [
    ["controls that were secret once, by id", "this.secretIds.has(id) ? IS.never : 0", "0"],
    [
      "controls that were secret once, by name",
      "return this.secretNames.size > 0 && this.secretNames.has(name);",
      "return false;",
    ],
    [
      "XHTML prefixes",
      'const localName = tag.slice(tag.indexOf(":") + 1);',
      "const localName = tag;",
    ],
    [
      "nodes under themselves",
      "state.parent = isUnder(parent, state) ? UNKNOWN_PARENT : parent;",
      "state.parent = parent === state ? UNKNOWN_PARENT : parent;",
    ],
    [
      "what left the page is masked",
      'const DETACHED = newState(-1, null, "", IS.unknown | IS.mask);',
      'const DETACHED = newState(-1, null, "", 0);',
    ],
    [
      "whose parent is unknown is masked",
      'newState(-2, null, "", IS.unknown | IS.mask)',
      'newState(-2, null, "", 0)',
    ],
    ["what nodes were is forgotten at a snapshot", "this.states.clear();", ""],
    [
      "a mask inside ends an unmask outside",
      "if ((inner & IS.mask) !== 0) passed &= ~IS.unmask;",
      "",
    ],
    ["an unmask inside ends a mask outside", "passed &= ~(IS.mask | IS.editable);", ""],
    ["too deep is masked", "return combine(UNKNOWN_PARENT.own, bits);", "return bits;"],
    [
      "too deep is blocked",
      "if (++levels > DEEPEST) return state;",
      "if (++levels > DEEPEST) return null;",
    ],
    [
      "blocked by what is around",
      "if ((up.own & IS.block) !== 0) found = up;",
      "if ((up.own & IS.block) !== 0 && up === state) found = up;",
    ],
    ["detached nodes go", "if (!isAttached(state, attached)) this.states.delete(id);", ""],
  ]),
];

const EVENTS = [
  ...inFile("sanitize/incremental.ts", [
    [
      "typed values",
      'const text = maskedControl(state ?? UNKNOWN_PARENT, bits, String(data["text"] ?? ""), context);',
      'const text = String(data["text"] ?? "");',
    ],
    [
      "typed values of who knows what",
      "const bits = inherited(state ?? UNKNOWN_PARENT);",
      "const bits = state ? inherited(state) : IS.unmask;",
    ],
    [
      "typed values in what is blocked",
      "if ((bits & IS.block) !== 0) return false;\n  if ((bits & IS.ignore)",
      "if ((bits & IS.ignore)",
    ],
    ["typed values of what is ignored", "if ((bits & IS.ignore) !== 0) {", "if (false) {"],
    [
      "one event for a run of keys",
      "if (last === state.lastInput && text === MASK) return false;",
      "",
    ],
    ["how far a field has scrolled, as an event", "return !isTyped(state) &&", "return"],
    ["scrolls in what is blocked", "&& blockedBy(state) === null;", ";"],
    ["moves over what is blocked", "position.id = visibleId(position.id, context);", ""],
    ["clicks in what is blocked", 'data["id"] = visibleId(data["id"] as number, context);', ""],
    [
      "media in what is blocked",
      'return !isHidden(data["id"] as number, context);\n    case IncrementalSource.StyleSheetRule',
      "return true;\n    case IncrementalSource.StyleSheetRule",
    ],
    [
      "rules in what is blocked",
      'if (isHidden(data["id"] as number, context)) return false;\n      sanitizeSheetRules',
      "sanitizeSheetRules",
    ],
    [
      "properties in what is blocked",
      'if (isHidden(data["id"] as number, context)) return false;\n      sanitizeDeclaration',
      "sanitizeDeclaration",
    ],
    [
      "adopted sheets in what is blocked",
      'sanitizeAdopted(data, context);\n      return !isHidden(data["id"] as number, context);',
      "sanitizeAdopted(data, context);\n      return true;",
    ],
    [
      "selections in masked text, at their start",
      "isPlain(start, context) && isPlain(end, context)",
      "isPlain(end, context)",
    ],
    [
      "selections in masked text, at their end",
      "isPlain(start, context) && isPlain(end, context)",
      "isPlain(start, context)",
    ],
    [
      "definitions of elements named after a token",
      'return !isSecretTag((data["define"] as { name?: string } | undefined)?.name ?? "");',
      "return true;",
    ],
    [
      "canvas commands",
      'data["source"] === IncrementalSource.CanvasMutation ? "canvas" : "unknown-event",\n      );\n      return false;',
      'data["source"] === IncrementalSource.CanvasMutation ? "canvas" : "unknown-event",\n      );\n      return true;',
    ],
  ]),
  ...inFile("sanitize/sanitizer.ts", [
    [
      "addresses of pages",
      'event.data["href"] = cleanUrl(String(event.data["href"]), "link", context.redactor, hits);',
      "",
    ],
    [
      "snapshots",
      'sanitizeTree(event.data["node"] as unknown as SerializedNode, outside, context);',
      "",
    ],
    [
      "unknown tags and plugins",
      "if (sanitizeSignal(event, context)) return event;\n        break;",
      "sanitizeSignal(event, context);\n        return event;",
    ],
    ["the place of a frame counts for all that is in it", "outside.own = bitsOf(around);", ""],
    [
      "canvas pictures are off by default",
      "    canvas: false,\n    requests",
      "    canvas: true,\n    requests",
    ],
  ]),
  ...inFile("sanitize/around.ts", [
    ["a frame in a blocked place", 'if ((bits & IS.block) !== 0) return "blocked";', ""],
    ["a frame in a masked place", '"plain" : "masked"', '"plain" : "plain"'],
    [
      "a frame in an unknown place",
      "inherited(state ?? UNKNOWN_PARENT)",
      "state ? inherited(state) : 0",
    ],
    ["what is around a frame, handed down: masked", '"masked" ? IS.mask', '"masked" ? 0'],
    ["what is around a frame, handed down: blocked", ": IS.block;", ": 0;"],
  ]),
  ...inFile("sanitize/signal.ts", [
    ["signals run through the patterns", "String(redactor.value(value, hits))", "value"],
    ["addresses in signals", '? cleanUrl(value, "link", redactor, hits)', "? value"],
    [
      "the address of a tab that was opened",
      '(field === "detail" && payload["what"] === "tab-opened")',
      "false",
    ],
    ["unknown signals", "if (!isSignalTag(tag)) return false;", ""],
    ["signals of another shape", "if (payload === null) return false;\n  if (isLeft", "if (isLeft"],
    [
      "frames in what is blocked",
      'state?.tag !== "iframe" || around === "blocked"',
      'state?.tag !== "iframe"',
    ],
    [
      "frames are frames",
      'state?.tag !== "iframe" || around === "blocked"',
      'around === "blocked"',
    ],
    ["lines of the console at level strict", "if (strict) hideTexts(tag, payload);", ""],
    [
      "addresses of what is blocked, in errors",
      'if (tag === "waymark.error") delete payload["url"];',
      "",
    ],
    [
      "previews that redaction made too long",
      'delete payload["args"];\n  return readSignal',
      "return readSignal",
    ],
    ["frames in a masked place say so", 'if (around === "masked") payload["masked"] = true;', ""],
    ["canvas pictures by a site rule only", "context.canvas && !context.strict", "!context.strict"],
    ["canvas pictures at level strict", "context.canvas && !context.strict", "context.canvas"],
    [
      "canvas pictures of what is masked",
      "(IS.block | IS.mask | IS.unknown)) !== 0",
      "(IS.block | IS.unknown)) !== 0",
    ],
    [
      "canvas pictures of what is blocked",
      "(IS.block | IS.mask | IS.unknown)) !== 0",
      "(IS.mask | IS.unknown)) !== 0",
    ],
    ["canvas pictures of a canvas only", '&& state.tag === "canvas"', ""],
    [
      "states of what is blocked",
      "return state !== undefined && blockedBy(state) === null;",
      "return true;",
    ],
  ]),
];

const SHAPES = [
  ...inFile("gate2/shape.ts", [
    [
      "timestamps are numbers in the calendar",
      "if (!isFiniteNumber(timestamp) || timestamp < 0 || timestamp > LATEST) return null;",
      "",
    ],
    ["timestamps are whole", "Math.floor(timestamp)", "timestamp as number"],
    ["lists are not endless", "|| value.length > MOST_ITEMS", ""],
    [
      "fields that are missing",
      "if (kept === undefined) return undefined;\n      out[name] = kept;\n    }\n    for",
      "out[name] = kept;\n    }\n    for",
    ],
    [
      "attribute changes are values",
      'else if (name === "style" && typeof item === "object") out[name] = styleChanges(item as Data);',
      "else out[name] = item;",
    ],
    ["style changes are properties", "if (property(name) === undefined) continue;", ""],
    ["fonts as bytes", "value === false ? value : undefined", "value"],
    ["fonts are not endless", "value.length <= LONGEST_FONT_SOURCE", "true"],
    [
      "names of element definitions",
      "/^[a-z][\\w.-]{0,63}$/.test(value) ? value : undefined,\n      }),\n    },\n  ),\n};",
      "true ? value : undefined,\n      }),\n    },\n  ),\n};",
    ],
    [
      "descriptors of fonts are few and short",
      '/^[a-zA-Z]{1,30}$/.test(name) && typeof item === "string" && item.length < 200',
      "true",
    ],
    [
      "events of unknown types",
      "default:\n      return undefined;\n  }\n}",
      "default:\n      return data as Data;\n  }\n}",
    ],
    [
      "events carry nothing else",
      "return { type: type as number, data: shaped, timestamp: Math.floor(timestamp) };",
      "return { ...(value as object), type: type as number, data: shaped, timestamp: Math.floor(timestamp) };",
    ],
    [
      "empty events are empty",
      "case EventType.Load:\n      return {};",
      "case EventType.Load:\n      return (data ?? {}) as Data;",
    ],
  ]),
  ...inFile("gate2/shape-node.ts", [
    ["trees are not endless", "|| (count += children.length) > MOST_NODES", ""],
    ["trees are not too deep", "if (children.length > 0 && level >= MOST_LEVELS) return null;", ""],
    [
      "ids of nodes",
      'if (!isId(id) || typeof type !== "number") return null;',
      'if (typeof type !== "number") return null;',
    ],
    [
      "names of tags",
      'node.tagName = TAG.test(tag) ? tag.toLowerCase() : "div";',
      "node.tagName = tag.toLowerCase();",
    ],
    ["names of drawing tags", "if (TAG.test(tag)) node.tagName = tag;", "node.tagName = tag;"],
    [
      "attributes are plain values",
      'if (kept && name !== "__proto__")',
      'if (name !== "__proto__")',
    ],
    ["texts are texts", 'if (typeof raw["textContent"] !== "string") return null;', ""],
    [
      "unknown kinds of nodes",
      "default:\n      return null;\n  }\n}\n\nfunction shapeAttributes",
      "default:\n      return { ...node, ...raw } as SerializedNode;\n  }\n}\n\nfunction shapeAttributes",
    ],
    ["document types are short", "value.slice(0, 128)", "value"],
    ["numbers are finite", "Number.isFinite(value)", "true"],
    [
      "ids are whole numbers from -2",
      "Number.isSafeInteger(value) && (value as number) >= -2",
      'typeof value === "number"',
    ],
    ["words for the mode of a document", '/^\\w{1,20}$/.test(raw["compatMode"])', "true"],
  ]),
  ...inFile("gate2/gate2.ts", [
    ["a piece is not endless", "json.length > LARGEST_PIECE", "false"],
    [
      "a piece holds a list",
      'if (!Array.isArray(events)) {\n    hit(dropped, "malformed");\n    return [];\n  }',
      "if (!Array.isArray(events)) return [];",
    ],
    ["a piece holds so many events", "return events.slice(0, MOST_EVENTS);", "return events;"],
    ["events from before the session", "timestamp < startedAt - DAY_MS ||", "false ||"],
    [
      "events from after the session",
      "|| timestamp > Math.max(startedAt, Date.now()) + DAY_MS",
      "",
    ],
    ["ids of other frames", "event !== null && checksIds && !hasOwnIds(event)", "false"],
    ["events are sanitized", "return sanitizer.sanitize(event);", "return event;"],
    [
      "what cannot be judged is not stored",
      'hit(dropped, "malformed");\n      return null;\n    }\n  }\n\n  function pass',
      "return event;\n    }\n  }\n\n  function pass",
    ],
    [
      "hits that a page reports are sound",
      "RULE_NAME.test(entry[0]) && Number.isSafeInteger(entry[1]) && (entry[1] as number) > 0",
      "true",
    ],
    ["hits that a page reports are few", ".slice(0, MOST_RULES)", ""],
    ["hits that a page reports are bounded", "Math.min(count, MOST_HITS)", "count"],
    ["hits of what was dropped are kept", "addHits(pending, passed.hits);", ""],
    ["a site's own patterns", "custom: site.patterns,", ""],
    ["a site's rules for URLs", "urls: site.urls,", ""],
    ["phone numbers where a site asks", "phone: site.phone,", ""],
    ["social security numbers where a site asks", "ssn: site.ssn,", ""],
    [
      "the background may name any node",
      "sanitize(json, !isBackground, intoStream)",
      "sanitize(json, true, intoStream)",
    ],
    [
      "links between frames stay off the record",
      "news.links.push(link);\n      return [];",
      "news.links.push(link);\n      return [event];",
    ],
    [
      "what was stored is known after a restart",
      "const event = passOne(stored, {});",
      "const event = null as RecordedEvent | null;",
    ],
  ]),
  ...inFile("gate2/frame-ids.ts", [
    ["a document has its range of ids", "if (id >= ID_RANGE) inside = false;", ""],
    ["ids of elements that signals are about", 'mapFields(payload, ["id", "frame"], move);', ""],
    [
      "ids of sheets",
      'mapFields(data, ["id", "styleId"], move);',
      'mapFields(data, ["id"], move);',
    ],
    ["ids of what is added", "for (const { node } of addsOf(data)) mapTree(node, move);", ""],
    ["ids of a frame's texts", 'mapList(data["texts"], ["id"], move);', ""],
    ["ids of a frame's attributes", 'mapList(data["attributes"], ["id"], move);', ""],
    ["ids of a frame's removals", 'mapList(data["removes"], ["parentId", "id"], move);', ""],
    [
      "ids under which a frame adds",
      'mapList(data["adds"], ["parentId", "nextId", "previousId"], move);',
      "",
    ],
    ["ids of a frame's selections", 'mapList(data["ranges"], ["start", "end"], move);', ""],
    ["ids of a frame's pointer", 'mapList(data["positions"], ["id"], move);', ""],
  ]),
  ...inFile("gate2/frame-stream.ts", [
    [
      "a frame's address is told of the frame",
      'return [shown(place, String(data["href"]), timestamp)];',
      "return [event];",
    ],
    [
      "a frame's size is not the tab's",
      'if (data["source"] === IncrementalSource.ViewportResize) return [];',
      "",
    ],
    [
      "a frame's start is not the tab's",
      'if (lifecycle?.what !== "gap") return [];',
      'if (lifecycle?.what !== "gap") return [event];',
    ],
  ]),
  ...inFile("gate2/sessions.ts", [
    ["titles of sessions", "if (from[name] !== undefined) out[name] = line(from[name]);", ""],
    [
      "projects and users of sessions",
      "if (from[name] !== undefined) out[name] = line(from[name], 128);",
      "",
    ],
    [
      "charters of sessions",
      "out.charter = line(from.charter, LONGEST_CHARTER)",
      "out.charter = from.charter",
    ],
    ["labels of sessions", "if (from.labels) out.labels", "if (false && from.labels) out.labels"],
    ["tabs of sessions", "if (from.tabs) out.tabs", "if (false && from.tabs) out.tabs"],
    ["metadata of sessions", "if (from.metadata) {", "if (false && from.metadata) {"],
    [
      "environment of sessions",
      "cleanEnvironment(from.environment, redactor, hits)",
      "from.environment",
    ],
    ["titles of tabs", "title: redactor.text(tab.title, hits)", "title: tab.title"],
    ["addresses of tabs", 'url: cleanUrl(tab.url, "link", redactor, hits)', "url: tab.url"],
    [
      "texts of annotations",
      "const text = redactor.text(annotation.text, hits)",
      "const text = annotation.text",
    ],
    [
      "authors of annotations",
      "{ author: redactor.text(annotation.author, hits)",
      "{ author: annotation.author",
    ],
    [
      "sessions are checked",
      "return mint(checkSession({",
      "return mint(((session: Session) => session)({",
    ],
    [
      "patches are checked",
      "return mint(checkSessionPatch({ ...patch, ...cleanFields(patch, redactor, hits) }));",
      "return mint({ ...patch, ...cleanFields(patch, redactor, hits) });",
    ],
  ]),
];

const REFUSALS = [
  ...inFile("page/refusal.ts", [
    ["refusal: Global Privacy Control", "if (gpc) return gpc;", ""],
    [
      "refusal: Global Privacy Control set by a one",
      'gpc === true || gpc === 1 || gpc === "1"',
      "gpc === true",
    ],
    ["refusal: the page's meta element", 'if (isMetaRefusing(document)) return "meta";', ""],
    ["refusal: cookie", 'if (isSet(readCookie(document, OPT_OUT_NAME))) return "cookie";', ""],
    [
      "refusal: storage",
      'return isSet(readStorage(document, OPT_OUT_NAME)) ? "storage" : null;',
      "return null;",
    ],
    [
      "refusal: any value but no, nothing and zero stands",
      '!["", "0", "false"].includes(value.trim().toLowerCase())',
      'value === "1"',
    ],
    [
      "refusal: no, nothing and zero do not stand",
      '!["", "0", "false"].includes(value.trim().toLowerCase())',
      "true",
    ],
    ["opting out is kept", 'writeEntry(document, OPT_OUT_NAME, "1");', ""],
    ["opting out takes a consent back", "forgetConsent(document);", ""],
    ["opting in lifts it", "writeEntry(document, OPT_OUT_NAME, null);", ""],
  ]),
  ...inFile("page/site-entry.ts", [
    [
      "refusal: the property of the document, not an element of its name",
      "return Reflect.get(plain, name, document) as Document[K];",
      "return document[name];",
    ],
    ["a choice is kept in the cookie", "document.cookie = `${name}=", "`${name}="],
    ["a choice is kept in the storage", "else storage?.setItem(name, value);", ""],
    [
      "a choice that is lifted leaves the cookie",
      "const maxAge = value === null ? 0 : ONE_YEAR_S;",
      "const maxAge = ONE_YEAR_S;",
    ],
    [
      "a choice that is lifted leaves the storage",
      "if (value === null) storage?.removeItem(name);",
      "if (value === null) return;",
    ],
  ]),
  ...inFile("refusal-sentence.ts", [
    ["a page's own sentence is not endless", "why.length <= LONGEST ? why :", "true ? why :"],
  ]),
  ...inFile("check-policy.ts", [
    ["policy: levels", "if (!LEVELS.includes(policy.level)) {", "if (false) {"],
    [
      "policy: lists of selectors",
      "if (!Array.isArray(selectors) || selectors.length > MOST_SELECTORS) {",
      "if (!Array.isArray(selectors)) continue; if (false) {",
    ],
    ["policy: so many selectors", "|| selectors.length > MOST_SELECTORS", ""],
    ["policy: selectors are texts", 'typeof selector !== "string" ||', ""],
    ["policy: empty selectors", 'selector.trim() === "" ||', ""],
    ["policy: long selectors", "selector.length > LONGEST_SELECTOR ||", ""],
    ["policy: what a browser does not take", "!isSelector(selector)\n", "false\n"],
    ["policy: brackets close", "open.length === 0 &&", "true &&"],
    ["policy: signs that no selector has", "!/[\"'{}<;!@$%]|", "!/"],
    ["policy: patterns", "for (const pattern of policy.patterns) compilePattern(pattern);", ""],
    [
      "policy: patterns are a list",
      "if (!Array.isArray(policy.patterns)) throw refusal('\"patterns\" must be a list');",
      "if (!Array.isArray(policy.patterns)) return;",
    ],
    ["policy: URL modes", 'if (!["strip", "filter", "keep"].includes(mode))', "if (false)"],
    [
      "policy: names of URL values",
      'if (!Array.isArray(names) || names.some((name) => typeof name !== "string" || name === "")) {',
      "if (false) {",
    ],
  ]),
  ...inFile("left-out.ts", [
    [
      "parts that are left out",
      "return part !== undefined && leftOut.includes(part);",
      "return false;",
    ],
    [
      "acts of the user are left out with the interactions",
      'isAct ? "interactions" : PART_OF[tag]',
      "PART_OF[tag]",
    ],
  ]),
  ...inFile("policy.ts", [
    [
      "a page learns no patterns",
      "  const { headers, bodies, backsOff = false } = policy;\n  return {",
      "  const { headers, bodies, backsOff = false } = policy;\n  return {\n    ...policy,",
    ],
  ]),
];

const DOORS = [
  ...inFile("accept.ts", [
    [
      "door: sessions",
      'return accepted(checkSession(value), "session");',
      "return mint(checkSession(value));",
    ],
    [
      "door: patches",
      'return accepted(checkSessionPatch(value), "session patch");',
      "return mint(checkSessionPatch(value));",
    ],
    [
      "door: annotations",
      'return accepted(checkAnnotation(value), "annotation");',
      "return mint(checkAnnotation(value));",
    ],
    [
      "door: shapes of sessions",
      "return accepted(checkSession(value),",
      "return accepted(value as Session,",
    ],
    ["door: events of batches", 'refuseHits(scanJson(batch.json, "batch"), "batch");', ""],
    ["door: the rest of batches", 'refuseHits(scanValue(rest, IDS), "batch");', ""],
    [
      "door: shapes of batches",
      "const batch = checkTailBatch(value);",
      "const batch = value as TailBatch;",
    ],
    ["door: segments", 'refuseHits(scanJson(json, "segment"), "segment");', ""],
    ["door: shapes of segments", "const info = checkSegmentInfo(rest);", "const info = rest;"],
    ["door: bytes of segments", "if (!(gzip instanceof Uint8Array)) {", "if (false) {"],
    [
      "door: empty and endless blobs",
      "if (bytes.length === 0 || bytes.length > LARGEST_BLOB) {",
      "if (false) {",
    ],
    ["door: blobs that are nothing known", "if (bytes.includes(0)) {", "if (false) {"],
    [
      "door: texts as blobs",
      "isPictureOrFont(bytes) ? [] : scanValue(new TextDecoder().decode(bytes))",
      "[]",
    ],
    [
      "door: texts that are not JSON",
      'throw new WaymarkError("invalid-input", `The events of this ${what} are not JSON.`, { cause });',
      "return [];",
    ],
  ]),
  ...inFile("scan-events.ts", [
    ["door: keys", "if (key.length >= 6) scanText(key, inside, hits);", ""],
    ["door: lists", "todo.push({ value: item, key: i, parent: place });", ""],
    ["door: objects", "todo.push(inside);", ";"],
    [
      "door: the refusal never shows a secret",
      "/^[\\w$-]{1,40}$/.test(key) && !findSecrets(key)",
      "true",
    ],
  ]),
];

const TOKENS = inFile("redaction/tokens.ts", [
  ...(
    [
      ["AWS", '"(?:AKIA|ASIA|ABIA|ACCA)'],
      ["Google", '"AIza'],
      ["GitHub", '"gh[pousr]_'],
      ["GitHub, fine-grained", '"github_pat_'],
      ["GitLab", '"gl(?:pat|'],
      ["Slack", '"xox[abeoprs]-'],
      ["Slack apps", '"xapp-'],
      ["Stripe", '"(?:sk|pk|rk)_(?:org_)?'],
      ["Razorpay", '"rzp_'],
      ["Stripe hooks", '"whsec_'],
      ["OpenAI and Anthropic", '"sk-(?:proj|'],
      ["OpenAI, first ones", '"sk-(?=\\\\w*'],
      ["npm", '"npm_'],
      ["PyPI", '"pypi-'],
      ["Hugging Face", '"(?:hf|api_org)_'],
      ["Shopify", '"shp(?:at'],
      ["DigitalOcean", '"do[opr]_'],
      ["Databricks", '"dapi'],
      ["Twilio", '"(?:AC|SK)'],
      ["Square", '"sq0(?:atp'],
      ["Facebook and Square", '"EAA'],
      ["Atlassian", '"AT(?:ATT'],
      ["Postman and New Relic", '"(?:PMAK|'],
      ["Linear, Figma and others", '"(?:lin_api|'],
      ["age", '"AGE-SECRET'],
      ["Alibaba", '"LTAI'],
      ["Mailgun", '"key-['],
      ["Google clients", '"GOCSPX-'],
      ["Firebase", '"APA91b'],
      ["Telegram", '"AA[EFGH]'],
      ["Heroku", '"HRKU-'],
      ["Plaid", '"access-(?:'],
      ["Groq, Sentry and others", '"(?:gsk|'],
      ["Resend", '"re_['],
      ["Perplexity, xAI and Brevo", '"(?:pplx|'],
    ] as const
  ).map(([vendor, find]): Edit => [`key: ${vendor}`, find, `"#${find.slice(1)}`]),
  ["long hexadecimal", 'if (HEX.test(part)) return "hex";', ""],
  ["random tokens", 'return looksRandom(rest, 24) ? "token" : null;', "return null;"],
  [
    "base 64",
    "return looksRandom(run, 32) || (run.length === 40 && AWS_SECRET.test(run));",
    "return false;",
  ],
  ["secrets of AWS", "|| (run.length === 40 && AWS_SECRET.test(run))", ""],
  ["paths are no base 64", "|| /^\\/|\\/\\/|\\/[a-z]+\\/|\\/[A-Z]?[a-z]+$/.test(run)", ""],
]);

const PATTERNS = [
  ...inFile("redaction/scan.ts", [
    ["pattern: cards", 'if (end > 0) return (add(start, end, "card"), end);', ""],
    ["pattern: social security numbers", "if (options.ssn &&", "if (false &&"],
    ["pattern: phone numbers", "if (options.phone &&", "if (false &&"],
    ["pattern: social security numbers only where asked", "if (options.ssn &&", "if ("],
    ["pattern: phone numbers only where asked", "if (options.phone &&", "if ("],
    ["pattern: IBAN", 'if (end > 0) add(start, end, "iban");\n    return end;', "return -1;"],
    ["pattern: decimals are no cards", "if (decimal) return -1;", ""],
    ["pattern: private keys", 'return end > 0 && (add(start, end, "key"), true);', "return false;"],
    [
      "pattern: bearer and basic",
      'return stop > 0 && (add(end + 1, stop, "auth"), true);',
      "return false;",
    ],
    ["pattern: tokens with dots", "if (next === 46 && dotted(start, end)) return true;", ""],
    [
      "pattern: names of files stay",
      "if (size < SHORTEST_TOKEN || fileName(end)) return false;",
      "if (size < SHORTEST_TOKEN) return false;",
    ],
    ["pattern: clients of Azure", 'if (azure >= from) return (add(azure, end, "key"), true);', ""],
    [
      "pattern: base 64 with its signs",
      'if (base64) return (add(start, padded(end), "token"), true);',
      "",
    ],
    [
      "pattern: tokens between slashes",
      "add(start + at, last === run.length ? padded(end) : start + last, rule);",
      "if (at === 0) add(start + at, last === run.length ? padded(end) : start + last, rule);",
    ],
    ["pattern: JWT", "(eyJ[\\w-]{8,}|SG|", "(SG|"],
    ["pattern: SendGrid", "|SG|ya29", "|ya29"],
    ["pattern: Google's access tokens", "|ya29|", "|"],
    ["pattern: Vault", "|hv[bsr]|", "|"],
    ["pattern: Dynatrace", "|dt0[a-z]\\d\\d|", "|"],
    ["pattern: PASETO", "|v\\d|sl", "|sl"],
    ["pattern: Dropbox", "|sl|[MNO]", "|[MNO]"],
    ["pattern: Discord", "|[MNO][\\w-]{23,27})$/", ")$/"],
    ["pattern: e-mail", 'add(around[0], around[1], "email");\n    return true;', "return false;"],
    ["pattern: e-mail, encoded", '(text.startsWith("40", i + 1) && mail(3)) ||', ""],
    ["pattern: e-mail, encoded twice", '|| (text.startsWith("2540", i + 1) && mail(5))', ""],
    ["pattern: user and password in a URL", "if (i < urlEnd && userInfo()) return true;", ""],
    [
      "pattern: data URLs in text",
      'if (dataUrlPasses(url, "sheet")) from = i = end;\n        else add(start + data.head, end, "data-url");',
      "from = i = end;",
    ],
    [
      "pattern: name and value",
      'add(value[0], value[1], "secret");\n    return true;',
      "return false;",
    ],
    ["pattern: queries in text", "if (kept === raw) return false;", "return false;"],
    [
      "pattern: what a query keeps is looked at too",
      "inner ? replaceFindings(kept, inner) : kept",
      "kept",
    ],
    [
      "pattern: fragments in text",
      'add(i + 1, urlEnd, "url");\n    return true;\n  }\n}',
      "return false;\n  }\n}",
    ],
  ]),
  ...inFile("redaction/card.ts", [
    ["cards pass Luhn's check", "&& passesLuhn(digits)", ""],
    ["cards are of an issuer", "ISSUERS.test(digits) &&", ""],
    ["cards have one kind of separator", '(separator !== "" && separator !== apart)', "false"],
    ["cards in groups", "group = 0;\n  }\n  return found;", "break;\n  }\n  return found;"],
    ["cards: wide blanks", "[ \\u00a0\\u2007\\u2009\\u202f]", "[ ]"],
    ["cards: several blanks", "]{1,3}|", "]|"],
    ["cards: tabs", "|\\t|", "|"],
    ["cards: encoded blanks", "|%20|", "|"],
    ["cards: dashes of all widths", "\\u2010-\\u2015", ""],
    ["cards: points and underlines", "[-.+_", "[-"],
  ]),
  ...inFile("redaction/iban.ts", [
    ["IBAN: check digits", "=== 1 ? end : -1", "=== 1 || true ? end : -1"],
    ["IBAN: lengths by country", "compact.length !== length ||", ""],
    ["IBAN: groups", "(?:[ \\u00a0-]?", "(?:"],
  ]),
  ...inFile("redaction/email.ts", [
    ["e-mail: names of files stay", "if (FILE_ENDINGS.test(ending)) return null;", ""],
    ["e-mail: endings are endings", "dot < 1 || ending.length < 2 ||", "dot < 1 ||"],
    [
      "e-mail: letters of other scripts",
      "(kindOf(code) & ALNUM) !== 0 ||\n    code > 0xbf ||",
      "(kindOf(code) & ALNUM) !== 0 ||",
    ],
  ]),
  ...inFile("redaction/secrets-in-text.ts", [
    ["auth: bearer", 'scheme !== "bearer" && scheme !== "basic"', 'scheme !== "basic"'],
    ["auth: basic", 'scheme !== "bearer" && scheme !== "basic"', 'scheme !== "bearer"'],
    ["auth: words are no credentials", "/\\d/.test(token) || token.length >= 24", "true"],
    [
      "auth: basic decodes to a user and a password",
      '(decodeBase64(token)?.includes(":") ?? false)',
      "true",
    ],
    [
      "private keys: one that is not closed",
      "if (close < 0) return text.length;",
      "if (close < 0) return -1;",
    ],
    [
      "secrets: header lines",
      "if (header ? !HEADER.test(name) : !isSecretName(name)) return null;",
      "if (header || !isSecretName(name)) return null;",
    ],
    [
      "secrets: a word after a colon is text",
      "if (header ? !HEADER.test(name) : !isSecretName(name)) return null;",
      "if (!HEADER.test(name) && !isSecretName(name)) return null;",
    ],
    [
      "secrets: quotes hold blanks",
      "const range = quotedRange(text, at + 1) ?? plainRange",
      "const range = plainRange",
    ],
    [
      "secrets: single quotes",
      "const isQuote = (code: number) => code === 34 || code === 39;",
      "const isQuote = (code: number) => code === 34;",
    ],
    ["secrets: escaped quotes", "slashes === escapes.length", "true"],
    ["secrets: quotes in the value", "slashes % 2 === 0", "true"],
    ["secrets: what is redacted stays so", "|| NO_SECRET.test(text.slice(...range))", ""],
  ]),
  ...inFile("redaction/secret-names.ts", [
    ["names of secrets: the last word", "|| NAMES.has(last)", ""],
    ["names of secrets: the last two words", '|| NAMES.has((words.at(-2) ?? "") + last)', ""],
    ["names of secrets: words in capitals", '.replace(/([a-z])([A-Z])/g, "$1 $2")', ""],
  ]),
  ...inFile("redaction/optional-patterns.ts", [
    ["phone: dates and addresses stay", "!plus &&", "false &&"],
    ["phone: so many digits", "if (digits < 8 || digits > 15) return -1;", ""],
    [
      "phone: behind a plus",
      "ended(plus ? PLUS_PHONE : PHONE, text, start)",
      "ended(PHONE, text, start)",
    ],
    ["social security numbers that were never issued", "(?!000|666|9)", ""],
  ]),
  ...inFile("redaction/redactor.ts", [
    ["what a replacement joins is looked at again", "round < 4", "round < 1"],
    ["custom patterns", "out = out.replace(regex, () => {", "out.replace(regex, () => {"],
    ["JSON in strings", "if (before !== after) return after;", ""],
    ["long numbers as values", "Math.abs(input) >= 1e12 &&", "false &&"],
    ["values too deep", "if (depth >= DEEPEST) {", "if (false) {"],
    [
      "lists",
      "if (Array.isArray(input)) return input.map((item) => value(item, hits, depth + 1));",
      "if (Array.isArray(input)) return input;",
    ],
    ["keys of objects", "const name = text(key, hits);", "const name = key;"],
    [
      "values under names of secrets",
      'value: secret ? "[secret]" : value(item, hits, depth + 1),',
      "value: value(item, hits, depth + 1),",
    ],
    [
      "values of objects",
      'value: secret ? "[secret]" : value(item, hits, depth + 1),',
      'value: secret ? "[secret]" : item,',
    ],
  ]),
  ...inFile("redaction/custom.ts", [
    ["custom patterns: names", "if (!/^[\\w -]{1,40}$/.test(name))", "if (false)"],
    [
      "custom patterns: length",
      "if (pattern.length === 0 || pattern.length > LONGEST)",
      "if (false)",
    ],
    ["custom patterns: empty matches", 'throw refuse("it matches empty text");', ";"],
    ["custom patterns: their own replacement", 'if (regex.test("[redacted]"))', "if (false)"],
    [
      "custom patterns: back references",
      'if (!inClass && /[1-9k]/.test(next)) return { why: "it refers back to a group" };',
      "",
    ],
    ["custom patterns: looking around", 'return { why: "it looks ahead or behind" };', ";"],
    ["custom patterns: repeated groups", "if (before?.varies === true && upper > 1)", "if (false)"],
    [
      "custom patterns: parts that may be missing, in a repeated group",
      "if (upper > 1 || lower !== upper) group.varies = true;",
      "if (upper > 1) group.varies = true;",
    ],
    [
      "custom patterns: alternatives, in a repeated group",
      "group.ways = 1;\n      group.varies = true;",
      "group.ways = 1;",
    ],
    ["custom patterns: groups in a repeated group", "if (closed.varies) outer.varies = true;", ""],
    [
      "custom patterns: counted repeats",
      "if (lower > MOST_COUNTED || (upper !== Infinity && upper > MOST_COUNTED))",
      "if (false)",
    ],
    [
      "custom patterns: open repeats",
      "if (upper === Infinity && ++open > MOST_OPEN)",
      "if (false)",
    ],
    [
      "custom patterns: open repeats are bounded",
      "Math.max(lower, MOST_REPEATS)",
      "Math.max(lower, 5_000)",
    ],
    [
      "custom patterns: ways to fit",
      "if (groups.some(({ ways, others }) => ways + others > MOST_WAYS))",
      "if (false)",
    ],
  ]),
  ...inFile("redaction/prefilter.ts", [
    ["prefilter: tokens", "if (++run >= SHORTEST_TOKEN) return true;", "++run;"],
    ["prefilter: digits", "if (++digits >= FEWEST_DIGITS) return true;", ""],
    ["prefilter: IBAN", "if (run >= 4 && beginsLikeIban(text, i)) return true;", ""],
    ["prefilter: signs", "if (kind === SPECIAL) return true;", ""],
    ["prefilter: words before a credential", "if (first === 98 || first === 45) return true;", ""],
  ]),
];

const SETTINGS: readonly Mutation[] = [
  ...inFile("privacy-settings.ts", [
    ["sites that are never recorded", 'if (isOnSites(deny, url)) return "denied";', ""],
    ["only the sites of the list", "allow.length === 0 || isOnSites(allow, url)", "true"],
    ["sites that need a consent", "isOnSites(consent, url);", "consent === null || url === null;"],
    [
      "the rule that names a site most closely",
      "if (its < rank || its < 0) continue;",
      "if (its < 0) continue;",
    ],
    ["what a rule masks, over what is masked everywhere", "mask: add(policy.mask, mask),", ""],
    ["what a rule's patterns find", "patterns: add(policy.patterns, patterns),", ""],
    [
      "a frame shows no more than the page around it",
      "level: least(LEVELS, page.level, frame.level),",
      "",
    ],
    ["a frame masks what the page's site masks", "mask: [...page.mask, ...frame.mask],", ""],
    ["a frame blocks what the page's site blocks", "block: [...page.block, ...frame.block],", ""],
    [
      "query names that the page's site denies",
      "deny: [...page.urls.deny, ...frame.urls.deny],",
      "deny: frame.urls.deny,",
    ],
    ["a change of the lists counts", "siteVerdict(a, url) === siteVerdict(b, url) &&", ""],
    ["a change of consent counts", "needsConsent(a, url) === needsConsent(b, url)", "true"],
  ]),
  ...inFile("consent.ts", [
    [
      "a consent says who asked",
      "!isShortText(source) || !isShortText(version)",
      "!isShortText(version)",
    ],
    [
      "a consent says to what",
      "!isShortText(source) || !isShortText(version)",
      "!isShortText(source)",
    ],
  ]),
  ...inFile("page/kept-consent.ts", [
    ["a consent that was taken back is gone", "writeEntry(document, CONSENT_NAME, null);", ""],
  ]),
];

export const MUTATIONS: readonly Mutation[] = [
  ...MARKS,
  ...FACTS,
  ...CONTROLS,
  ...MASKS,
  ...TEXT,
  ...ATTRIBUTES,
  ...ATTRIBUTE_RULES,
  ...URLS,
  ...CSS,
  ...NODES,
  ...EVENTS,
  ...SHAPES,
  ...REFUSALS,
  ...SETTINGS,
  ...DOORS,
  ...TOKENS,
  ...PATTERNS,
];
