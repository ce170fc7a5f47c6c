import { createSignal, type JSX } from "solid-js";
import { currentTheme, switchTheme } from "../theme.ts";
import { Icon } from "./icons.tsx";
import "./app-bar.css";

/** The sign of the extension's icon: a flag on its pole. */
export function Sign(): JSX.Element {
  return (
    <svg class="sign" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0d6656" />
      <path d="M9 6h3v21H9z" fill="#fff" />
      <path d="M12 7h14l-4.5 5.5L26 18H12z" fill="#f2833a" />
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
