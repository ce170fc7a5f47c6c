import { EventType, IncrementalSource, type RecordedEvent } from "../../format/events.ts";
import { isDocument } from "../../privacy/page/primitives.ts";
import { type Complement, type ComplementContext, makeAgenda, wrapBuiltIn } from "./complement.ts";

type Root = Document | ShadowRoot;

export interface AdoptedSheets extends Complement {
  /** rrweb's id of a sheet made by script, once some root adopted it. */
  styleIdOf(sheet: CSSStyleSheet): number | undefined;
}

/**
 * rrweb records the assignment of adopted sheets, but not `push` and its kin on the list that the
 * page got from there, nor that the last one is taken away. A root whose list was asked for is
 * looked at again after this turn.
 */
export function watchAdoptedSheets(
  context: ComplementContext,
  rootOf: (host: Element) => ShadowRoot | null,
): AdoptedSheets {
  const { global, mirror, emit } = context;
  const { apply } = global.Reflect;
  const read = global.Reflect.getOwnPropertyDescriptor(
    global.Document.prototype,
    "adoptedStyleSheets",
  )?.get;
  const readShadow = global.Reflect.getOwnPropertyDescriptor(
    global.ShadowRoot.prototype,
    "adoptedStyleSheets",
  )?.get;
  const listOf = (root: Root): CSSStyleSheet[] => {
    const get = isDocument(root) ? read : readShadow;
    return get ? [...(apply(get, root, []) as CSSStyleSheet[])] : [];
  };

  let ids = new WeakMap<CSSStyleSheet, number>();
  /** What was told last of each root, by the id of its document or host. */
  const told = new Map<number, string>();
  let ours = false;

  const agenda = makeAgenda<Root>(context, (root) => {
    const id = mirror.getId(isDocument(root) ? root : root.host);
    if (id < 1) return;
    const list = listOf(root);
    const now = list.map((sheet) => ids.get(sheet)).join();
    if (now === (told.get(id) ?? "") && list.every((sheet) => ids.has(sheet))) return;
    told.set(id, now);
    if (list.length === 0) {
      emit({ source: IncrementalSource.AdoptedStyleSheet, id, styleIds: [] });
      return;
    }
    // Assigned anew, it goes through rrweb, which gives new sheets an id and watches them from then on.
    ours = true;
    try {
      root.adoptedStyleSheets = list;
    } finally {
      ours = false;
    }
  });

  const note = (native: (...args: never[]) => unknown, self: object, args: unknown[]) => {
    if (!ours) agenda.add(self as Root);
    return apply(native, self, args);
  };
  const ends = [global.Document.prototype, global.ShadowRoot.prototype].flatMap((owner) =>
    (["get", "set"] as const).map((kind) => wrapBuiltIn(owner, "adoptedStyleSheets", kind, note)),
  );

  function learn({ data }: RecordedEvent): void {
    const { id, styleIds } = data as { id: number; styleIds: number[] };
    const node = mirror.getNode(id);
    const root = node && (isDocument(node) ? node : rootOf(node as Element));
    if (!root) return;
    const list = listOf(root);
    styleIds.forEach((styleId, i) => list[i] && ids.set(list[i], styleId));
    told.set(id, styleIds.join());
  }

  return {
    see(event) {
      if (event.type === EventType.FullSnapshot) {
        ids = new WeakMap();
        told.clear();
      } else if (
        event.type === EventType.IncrementalSnapshot &&
        event.data["source"] === IncrementalSource.AdoptedStyleSheet
      ) {
        learn(event);
      }
      return true;
    },
    settle: agenda.settle,
    styleIdOf: (sheet) => ids.get(sheet),
    end() {
      agenda.drop();
      for (const end of ends) end();
    },
  };
}
