import type { Scene } from "../../src/worker/api.ts";
import type { StagePage } from "./stage-page.ts";

/** A page that stands on stage, and one out of sight on which the next moment is drawn: they change places. */
export interface TwoPages {
  readonly front: StagePage;
  isDrawn(at: number): boolean;
  /** A scene to be drawn out of sight is on its way. */
  prepare(): void;
  /** Draws a scene out of sight, where it stays for a few seconds. */
  draw(scene: Scene, at: number): void;
  /** Brings the page of `at` to the front; null where that moment is not drawn. */
  bring(at: number): Drawn | null;
  destroy(): void;
}

export type Drawn = Omit<Scene, "json">;

interface Placed {
  place: HTMLElement;
  page: StagePage;
}

/** A page out of sight, and the frame that it takes, are let go after this: the pointer rests elsewhere. */
const DRAWN_MS = 5_000;

/** Moving a frame without loading it anew came with Chromium 133 and Firefox 144. */
export const canChangePlaces = (): boolean => "moveBefore" in Element.prototype;

/** `make` makes a page in an element. */
export function makeTwoPages(root: HTMLElement, make: (place: HTMLElement) => StagePage): TwoPages {
  let front = placed(root);
  let spare: Placed | null = null;
  let drawn: { at: number; scene: Drawn } | null = null;
  let wings: ShadowRoot | null = null;
  let letGo: ReturnType<typeof setTimeout> | undefined;

  function placed(parent: Node): Placed {
    const place = document.createElement("div");
    parent.appendChild(place);
    return { place, page: make(place) };
  }

  function drop(): void {
    clearTimeout(letGo);
    drawn = null;
    spare?.page.destroy();
    spare?.place.remove();
    spare = null;
  }

  function dropLater(): void {
    clearTimeout(letGo);
    letGo = setTimeout(drop, DRAWN_MS);
  }

  function spareNow(): StagePage {
    wings ??= makeWings(root);
    spare ??= placed(wings);
    dropLater();
    return spare.page;
  }

  return {
    get front() {
      return front.page;
    },
    isDrawn: (at) => drawn?.at === at,
    prepare: () => spareNow().prepare(),
    draw(scene, at) {
      drawn = null;
      spareNow().show(scene, at);
      const { json: _, ...rest } = scene;
      drawn = { at, scene: rest };
    },
    bring(at) {
      if (!spare || !wings || drawn?.at !== at) return null;
      const { scene } = drawn;
      drawn = null;
      const hadFocus = front.place.contains(document.activeElement);
      wings.moveBefore(front.place, null);
      root.moveBefore(spare.place, null);
      [front, spare] = [spare, front];
      if (hadFocus) front.page.document?.defaultView?.focus();
      dropLater();
      return scene;
    },
    destroy() {
      drop();
      front.page.destroy();
      front.place.remove();
      wings?.host.remove();
    },
  };
}

/** In a closed shadow root: whoever looks for the replayed page in the viewer finds the one on stage. */
function makeWings(root: HTMLElement): ShadowRoot {
  const host = document.createElement("div");
  host.className = "stage-wings";
  host.inert = true;
  root.append(host);
  const wings = host.attachShadow({ mode: "closed" });
  const style = document.createElement("style");
  // The sheets of the viewer do not reach here; a pointer that is not laid out has no change of its looks to animate.
  style.textContent = "iframe { border: 0; color-scheme: light } .replayer-mouse { display: none }";
  wings.append(style);
  return wings;
}
