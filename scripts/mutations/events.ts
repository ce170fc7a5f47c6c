import { inFile } from "./mutation.ts";

/** What of an event is recorded, and which shapes pass. */

export const EVENTS = [
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
      "if (last === state.lastInput && text === MASK) {",
      "if (text === null) {",
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
    ["controls by what is around", "  refreshMarks(state, context);\n", ""],
    [
      "adopted sheets in what is blocked",
      'countHolder(data, context);\n      return !isHidden(data["id"] as number, context);',
      "countHolder(data, context);\n      return true;",
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
      'event.data["href"] = cleanUrl(\n          String(event.data["href"]),',
      'cleanUrl(\n          String(event.data["href"]),',
    ],
    ["snapshots", "sanitizeTree(root, outside, context);", ""],
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

export const SHAPES = [
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
