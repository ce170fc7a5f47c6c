import { eachWord, inFile } from "./mutation.ts";

/** Which element is what: marks, kinds, masks of values and texts. */

export const MARKS = inFile("marks.ts", [
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

export const FACTS = inFile("sanitize/facts.ts", [
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
    "bits |= IS.editable;\n      if ((bits & IS.editable) !== 0) noteEdited(state, context);",
    "",
  ],
  [
    "what was edited stays masked after that",
    "      if ((bits & IS.editable) !== 0) noteEdited(state, context);\n",
    "",
  ],
  [
    "what was edited stays masked where it moves",
    "if (context.map.wasEdited(state.id)) setSource(state, EDITED_SOURCE, IS.editable);",
    "",
  ],
  [
    "every role of an element",
    "state.role.split(/\\s+/).some((role) => EDITABLE_ROLES.has(role))",
    "EDITABLE_ROLES.has(state.role)",
  ],
  ["the browser's copy of a chosen option", "selectedcontent: IS.block", "selectedcontent: 0"],
  [
    "lists that are named like one for cards",
    'const SECRET_TAGS = new Set(["input", "textarea", "select"]);',
    'const SECRET_TAGS = new Set(["input", "textarea"]);',
  ],
  [
    "a selector's mark goes when it holds no longer",
    "if (bits === 0 && state.sources?.has(SELECTOR_SOURCE) !== true) return;",
    "if (bits === 0) return;",
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
    "if (!context.open) bits &= ~IS.unmask;\n  if (bits === 0 && state",
    "if (bits === 0 && state",
  ],
]);

export const CONTROLS = inFile("sanitize/controls.ts", [
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

export const MASKS = inFile("sanitize/masks.ts", [
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

export const TEXT = inFile("sanitize/text.ts", [
  [
    "style elements under a mark",
    "const masked = context.strict || (bits & HIDES_TEXT) !== 0;",
    "const masked = context.strict;",
  ],
  [
    "style elements at level strict",
    "const masked = context.strict || (bits & HIDES_TEXT) !== 0;",
    "const masked = (bits & HIDES_TEXT) !== 0;",
  ],
  ["style elements in an editor", "HIDES_TEXT = IS.mask | IS.editable;", "HIDES_TEXT = IS.mask;"],
  [
    "what is called style and is no sheet",
    "masked && !/[{}@:]/.test(css) ? maskText(css) : css",
    "css",
  ],
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

export const NODES = [
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
      "for (const name of Object.keys(attributes)) delete attributes[name];",
      "",
    ],
    [
      "names that a field gets later",
      'if ("name" in attributes || "id" in attributes) {\n        noteSecret(state, attributes, context);\n      }',
      "",
    ],
    [
      "marks by what is around: attributes",
      "for (const { id } of data.attributes) refreshMarks(map.get(id), context);",
      "",
    ],
    [
      "marks by what is around: texts",
      "for (const { id } of data.texts) refreshMarks(map.get(id), context);",
      "",
    ],
    [
      "marks by what is around: what is added",
      "for (const { parentId } of data.adds) refreshMarks(map.get(parentId), context);",
      "",
    ],
    ["documents that come to be edited later", "noteDesignModes(context);", ""],
    [
      "attributes of what is not known, in the page",
      "data.attributes = data.attributes.filter(({ id }) => map.get(id) !== undefined);",
      "",
    ],
    [
      "texts of what is not known, in the page",
      "data.texts = data.texts.filter(({ id }) => map.get(id) !== undefined);",
      "",
    ],
    [
      "what is added to what is not known, in the page",
      "if (parent === undefined && live !== null) return false;",
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
