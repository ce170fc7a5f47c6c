import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js";
import type { StagePoint } from "../../stage/place.ts";
import type { StageElement } from "../../stage/element-at.ts";
import { REDACT_WORDS } from "./words.ts";

/** Lies over the replayed page while one points at an element: outlines what is under the pointer. */
export function Pointing(props: {
  scale: number;
  elementAt: (point: StagePoint) => StageElement | null;
  onPoint: (element: StageElement) => void;
  onCancel: () => void;
}): JSX.Element {
  const [under, setUnder] = createSignal<StageElement | null>(null);
  let layer!: HTMLDivElement;

  function find(event: MouseEvent): StageElement | null {
    const { left, top } = layer.getBoundingClientRect();
    const point = {
      x: (event.clientX - left) / props.scale,
      y: (event.clientY - top) / props.scale,
    };
    return props.elementAt(point);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    props.onCancel();
  }
  onMount(() => {
    window.addEventListener("keydown", onKeyDown, { capture: true });
    onCleanup(() => window.removeEventListener("keydown", onKeyDown, { capture: true }));
  });

  return (
    <div
      ref={(element) => (layer = element)}
      class="pointing"
      role="application"
      aria-label={REDACT_WORDS.pointing}
      onPointerMove={(event) => setUnder(find(event))}
      onPointerLeave={() => setUnder(null)}
      onClick={(event) => {
        event.stopPropagation();
        const element = find(event);
        if (element) props.onPoint(element);
      }}
    >
      <Show when={under()}>
        {(element) => (
          <span
            class="pointing-box"
            style={{
              left: `${element().box.x * props.scale}px`,
              top: `${element().box.y * props.scale}px`,
              width: `${element().box.width * props.scale}px`,
              height: `${element().box.height * props.scale}px`,
            }}
          />
        )}
      </Show>
    </div>
  );
}
