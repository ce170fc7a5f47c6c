import { parseSync } from "vite";

export interface Import {
  specifier: string;
  /** `import type`, `export type` or `import("...")` in a type. */
  typeOnly: boolean;
  /** Imported names, `*` for a namespace or a dynamic import. */
  names: string[];
  line: number;
}

/** Something in a module that a wall may forbid. */
export interface Use {
  kind: "browser-api" | "sanitized-cast" | "read-back";
  text: string;
  line: number;
}

export interface ScannedModule {
  imports: Import[];
  uses: Use[];
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

/** Imports and noteworthy uses of a TypeScript module. Throws when the file does not parse. */
export function scanModule(fileName: string, source: string): ScannedModule {
  const { program, errors } = parseSync(fileName, source);
  const first = errors[0];
  if (first) throw new Error(`${fileName} does not parse: ${first.message}`);
  const lineOf = makeLineOf(source);
  const imports: Import[] = [];
  const uses: Use[] = [];
  const declared = new Set<string>();
  const browserUses: Use[] = [];

  walk(program as unknown as Node, (node) => {
    const line = lineOf(node.start);
    const found = importOf(node);
    if (found) imports.push({ ...found, line });
    for (const name of declaredNames(node)) declared.add(name);
    const api = browserApi(node);
    if (api) browserUses.push({ kind: "browser-api", text: api, line });
    if (isNode(node["callee"]) && node["callee"]["name"] === "readBack") {
      uses.push({ kind: "read-back", text: "readBack(...)", line });
    }
    if (isSanitizedCast(node)) uses.push({ kind: "sanitized-cast", text: "as Sanitized", line });
  });
  // A local variable that happens to be called `browser` is not the extension API.
  uses.push(...browserUses.filter((use) => !declared.has(use.text.split(".")[0] ?? "")));
  return { imports, uses };
}

function importOf(node: Node): Omit<Import, "line"> | null {
  const specifier = literal(node["source"]);
  switch (node.type) {
    case "ImportDeclaration": {
      const parts = (node["specifiers"] as Node[]) ?? [];
      return specifier === null
        ? null
        : {
            specifier,
            typeOnly:
              node["importKind"] === "type" ||
              (parts.length > 0 && parts.every((part) => part["importKind"] === "type")),
            names: parts.map(
              (part) => ((part["imported"] as Node | undefined)?.["name"] as string) ?? "*",
            ),
          };
    }
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return specifier === null
        ? null
        : { specifier, typeOnly: node["exportKind"] === "type", names: ["*"] };
    case "ImportExpression":
      return specifier === null ? null : { specifier, typeOnly: false, names: ["*"] };
    case "TSImportType": {
      const type = specifier ?? literal(node["argument"]);
      return type === null ? null : { specifier: type, typeOnly: true, names: ["*"] };
    }
    case "NewExpression":
      return workerUrl(node);
    default:
      return null;
  }
}

/** `new URL("./worker.ts", import.meta.url)` ties two modules together as an import does. */
function workerUrl(node: Node): Omit<Import, "line"> | null {
  const callee = node["callee"] as Node;
  const [path, base] = node["arguments"] as Node[];
  const specifier = literal(path);
  const relative = callee["name"] === "URL" && base?.type === "MemberExpression";
  return relative && specifier && /\.[jt]sx?$/.test(specifier)
    ? { specifier, typeOnly: false, names: ["*"] }
    : null;
}

function browserApi(node: Node): string | null {
  if (node.type !== "MemberExpression") return null;
  const object = node["object"] as Node;
  const property = (node["property"] as Node)["name"];
  const name = object["name"];
  if (object.type === "Identifier" && (name === "browser" || name === "chrome")) {
    return `${name}.${String(property)}`;
  }
  const onGlobal = object.type === "Identifier" && (name === "globalThis" || name === "window");
  return onGlobal && (property === "chrome" || property === "browser")
    ? `${String(name)}.${property}`
    : null;
}

/** Also where `Sanitized` is imported under another name, by which a cast would not be known. */
function isSanitizedCast(node: Node): boolean {
  if (node.type === "ImportSpecifier") {
    const imported = (node["imported"] as Node)["name"];
    return imported === "Sanitized" && (node["local"] as Node)["name"] !== imported;
  }
  if (node.type !== "TSAsExpression" && node.type !== "TSTypeAssertion") return false;
  let found = false;
  // Also of a list, or of something that has one in it.
  walk(node["typeAnnotation"] as Node, (part) => {
    if (part.type === "TSTypeReference" && (part["typeName"] as Node)["name"] === "Sanitized")
      found = true;
  });
  return found;
}

/** Names that a variable or parameter introduces here; imports are not among them. */
function declaredNames(node: Node): string[] {
  const names: string[] = [];
  if (node.type === "VariableDeclarator") collectPattern(node["id"], names);
  if (Array.isArray(node["params"]))
    for (const param of node["params"]) collectPattern(param, names);
  return names;
}

function collectPattern(pattern: unknown, names: string[]): void {
  if (!isNode(pattern)) return;
  if (pattern.type === "Identifier") names.push(String(pattern["name"]));
  for (const key of ["left", "argument", "value", "parameter"]) collectPattern(pattern[key], names);
  for (const key of ["elements", "properties"]) {
    if (Array.isArray(pattern[key])) for (const part of pattern[key]) collectPattern(part, names);
  }
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) walk(item, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function literal(node: unknown): string | null {
  return isNode(node) && typeof node["value"] === "string" ? node["value"] : null;
}

function makeLineOf(source: string): (offset: number) => number {
  const starts = [0];
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1))
    starts.push(at + 1);
  return (offset) => {
    let line = 0;
    while (line < starts.length && (starts[line] ?? 0) <= offset) line += 1;
    return line;
  };
}
