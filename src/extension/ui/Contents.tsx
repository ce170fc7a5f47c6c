import { createEffect, createSignal, For, onCleanup } from "solid-js";
import { privacyStrings } from "./strings/privacy.ts";

export interface Section {
  id: string;
  name: string;
}

/** From the top of the window, as a part of its height. */
const LINE = 0.15;

/** Links to the sections of the page; the one that is being read is marked. */
export function Contents(props: { sections: readonly Section[] }) {
  const [current, setCurrent] = createSignal<string | null>(null);

  createEffect(() => {
    const ids = props.sections.map(({ id }) => id);
    const topOf = (id: string) => document.getElementById(id)?.getBoundingClientRect().top;
    // What crosses a line near the top of the window, or did so last, is what is being read.
    const observer = new IntersectionObserver(
      () => setCurrent(ids.findLast((id) => topOf(id)! <= innerHeight * LINE) ?? null),
      { rootMargin: `-${LINE * 100}% 0px -${(1 - LINE) * 100}% 0px` },
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
