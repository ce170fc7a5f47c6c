import {
  EventType,
  IncrementalSource as Source,
  MouseInteraction as MI,
  type RecordedEvent,
} from "../../../format/events.ts";
import type { DomMirror } from "../../../dom/mirror.ts";
import type { MirrorNode } from "../../../dom/node.ts";
import type { Pointer } from "../../../format/pointer.ts";
import { CursorWatch } from "./cursor-watch.ts";
import { FieldWatch } from "./field-watch.ts";
import { FormWatch } from "./form-watch.ts";
import { MutationWatch } from "./mutation-watch.ts";
import { ScrollWatch } from "./scroll-watch.ts";
import type { TabEvidence } from "./types.ts";

export type Watched = Pick<
  TabEvidence,
  "scrolling" | "pointing" | "floods" | "leftForms" | "refills"
>;

/** What must be seen while it happens, since it hangs on the page of that moment or on events that nobody keeps. */
export class Watches {
  readonly #mirror: DomMirror;
  readonly #scroll = new ScrollWatch();
  readonly #cursor: CursorWatch;
  readonly #mutations = new MutationWatch();
  readonly #forms: FormWatch;
  readonly #fields = new FieldWatch();
  #url = "";

  constructor(mirror: DomMirror) {
    this.#mirror = mirror;
    this.#cursor = new CursorWatch(mirror);
    this.#forms = new FormWatch(mirror);
  }

  /** Call after the mirror applied the event. */
  see(event: RecordedEvent, pointer: () => Pointer): void {
    const { type, data, timestamp: at } = event;
    if (type === EventType.IncrementalSnapshot) this.#increment(event, pointer);
    else if (type === EventType.Custom) this.#signal(event, pointer);
    else if (type === EventType.Meta && typeof data["href"] === "string")
      this.#navigate(data["href"], at, pointer);
    else if (type === EventType.FullSnapshot) {
      this.#scroll.enterDocument();
      this.#cursor.enterDocument();
      this.#mutations.enterDocument(at);
      this.#fields.enterDocument();
    }
  }

  interrupt(): void {
    this.#forms.interrupt();
    this.#fields.enterDocument();
    this.#scroll.enterDocument();
    this.#cursor.enterDocument();
  }

  finish(): Watched {
    return {
      scrolling: this.#scroll.finish(),
      pointing: this.#cursor.finish(),
      floods: this.#mutations.finish(),
      leftForms: this.#forms.finish(),
      refills: this.#fields.finish(),
    };
  }

  #increment(event: RecordedEvent, pointer: () => Pointer): void {
    switch (event.data["source"]) {
      case Source.Mutation:
        this.#mutations.see(event, pointer);
        break;
      case Source.Scroll:
        this.#scroll.see(event, pointer);
        break;
      case Source.MouseMove:
        this.#cursor.see(event, pointer);
        break;
      case Source.MouseInteraction:
        this.#cursor.see(event, pointer);
        this.#interaction(event, pointer);
        break;
      case Source.Input:
        this.#input(event, pointer);
        break;
      default:
        break;
    }
  }

  #interaction({ data, timestamp: at }: RecordedEvent, pointer: () => Pointer): void {
    const node = this.#node(data["id"]);
    if (data["type"] === MI.Click) {
      this.#forms.clicked(node, at, pointer);
      this.#fields.clicked(node);
    } else if (data["type"] === MI.Focus) this.#fields.focused(node);
    else if (data["type"] === MI.Blur) this.#fields.focused(null);
  }

  #input({ data, timestamp: at }: RecordedEvent, pointer: () => Pointer): void {
    const node = this.#node(data["id"]);
    if (!node) return;
    const isEmpty = data["text"] === "";
    const byPage = data["userTriggered"] === false || (isEmpty && !this.#fields.isIn(node));
    this.#fields.typed(node, byPage, at, pointer);
    if (byPage && isEmpty) this.#forms.emptied(node);
    else if (!byPage) this.#forms.typed(node, at, pointer);
  }

  /** Read without the schemas: the normalizer has counted what is broken. */
  #signal({ data, timestamp: at }: RecordedEvent, pointer: () => Pointer): void {
    const payload = (data["payload"] ?? {}) as Record<string, unknown>;
    const { what, id, phase, how, status, url } = payload;
    if (data["tag"] === "waymark.form") {
      if (what === "submit" || what === "reset")
        this.#forms.settled(typeof id === "number" ? id : null);
      if (what === "submit" || what === "invalid") this.#fields.tried(what === "invalid");
    } else if (data["tag"] === "waymark.network") {
      if (how === "beacon") return;
      if (phase === "start") this.#forms.requested(at);
      const failed = payload["failed"] === true || (typeof status === "number" && status >= 400);
      if (phase === "end" && failed) this.#fields.tried(true);
    } else if (data["tag"] === "waymark.navigation") {
      // Neither leads to another page.
      if (how === "hash" || how === "replace" || typeof url !== "string") return;
      this.#navigate(url, at, pointer);
    }
  }

  #navigate(url: string, at: number, pointer: () => Pointer): void {
    const page = pageOf(url);
    if (page !== this.#url) this.#forms.navigated(at, pointer);
    this.#url = page;
  }

  #node(id: unknown): MirrorNode | null {
    return typeof id === "number" ? (this.#mirror.get(id) ?? null) : null;
  }
}

/** An address without its fragment. */
const pageOf = (url: string): string => url.split("#", 1)[0] ?? "";
