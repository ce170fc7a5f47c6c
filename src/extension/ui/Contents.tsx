import { createEffect, createSignal, For, onCleanup } from "solid-js";
import { privacyStrings } from "./strings.ts";

export interface Section {
  id: string;
  name: string;
}

/** Links to the sections of the page; the one that is being read is marked. */
export function Contents(props: { sections: readonly Section[] }) {
  const [current, setCurrent] = createSignal<string | null>(null);

  createEffect(() => {
    const ids = props.sections.map(({ id }) => id);
    const seen = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target.id);
          else seen.delete(target.id);
        }
        setCurrent(ids.find((id) => seen.has(id)) ?? current());
      },
      // What crosses a line near the top of the window is what is being read.
      { rootMargin: "-15% 0px -84% 0px" },
    );
    for (const id of ids) {
      const element = document.getElementById(id);
      if (element) observer.observe(element);
    }
    onCleanup(() => observer.disconnect());
  });

  return (
    <nav class="contents" aria-label={privacyStrings.contents}>
      <ul>
        <For each={props.sections}>
          {({ id, name }) => (
            <li>
              <a href={`#${id}`} aria-current={current() === id ? "true" : undefined}>
                {name}
              </a>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}
