import { createSignal, type JSX } from "solid-js";
import { currentTheme, switchTheme } from "../theme.ts";
import { Icon } from "./icons.tsx";
import "./app-bar.css";

/** The sign: a blaze on a post. */
export function Sign(): JSX.Element {
  return (
    <svg class="sign" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path d="M12 23V13" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
      <path d="M3 3.5h13l5 5-5 5H3z" fill="currentColor" />
      <path d="M8 6.3v4.4" stroke="var(--ground)" stroke-width="2.4" stroke-linecap="round" />
    </svg>
  );
}

export function ThemeSwitch(): JSX.Element {
  const [theme, setTheme] = createSignal(currentTheme());
  const label = () => (theme() === "dark" ? "Use light colours" : "Use dark colours");
  return (
    <button
      class="button quiet icon"
      aria-label={label()}
      title={label()}
      onClick={() => setTheme(switchTheme())}
    >
      <Icon name={theme() === "dark" ? "sun" : "moon"} />
    </button>
  );
}
