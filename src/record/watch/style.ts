/**
 * The indicator's looks. The host takes no place in the page and nothing of the page's styles:
 * `!important` within a shadow tree outweighs the page's own. Colours are those of viewer/theme.css.
 */
export const INDICATOR_CSS = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: 0 auto auto 0 !important;
  width: 0 !important;
  height: 0 !important;
  z-index: 2147483647 !important;
  display: block !important;
}
@media print {
  :host { display: none !important; }
}
.shell {
  --raised: #ffffff; --sunken: #e9e6dd; --line: #b9b4a4; --ink: #1d2825; --ink-soft: #4c5955;
  --accent: #0d6656; --danger: #a92a20; --blaze: #b4500f;
  --shadow: 0 2px 6px rgb(40 36 20 / 14%), 0 10px 32px rgb(40 36 20 / 20%);
  color-scheme: light;
  position: fixed;
  display: flex;
  gap: 6px;
  max-width: min(320px, calc(100vw - 24px));
  color: var(--ink);
  font: 13px/1.4 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  text-align: start;
  user-select: none;
}
@media (prefers-color-scheme: dark) {
  .shell {
    --raised: #1f2926; --sunken: #0c110f; --line: #4b5954; --ink: #e7ebe6; --ink-soft: #b2bdb7;
    --accent: #6cc7b1; --danger: #f28b7f; --blaze: #f2975c;
    --shadow: 0 2px 6px rgb(0 0 0 / 50%), 0 10px 32px rgb(0 0 0 / 55%);
    color-scheme: dark;
  }
}
.shell * { box-sizing: border-box; }
[data-corner^="bottom"] { bottom: 12px; flex-direction: column-reverse; }
[data-corner^="top"] { top: 12px; flex-direction: column; }
[data-corner$="right"] { right: 12px; align-items: flex-end; }
[data-corner$="left"] { left: 12px; align-items: flex-start; }
button {
  margin: 0;
  border: 1px solid var(--line);
  background: var(--raised);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sign {
  display: flex;
  align-items: center;
  gap: 7px;
  min-height: 28px;
  padding: 3px 11px 3px 9px;
  border-radius: 999px;
  box-shadow: var(--shadow);
  font-weight: 600;
  touch-action: none;
}
[data-small] .sign { min-width: 28px; padding: 3px; justify-content: center; }
[data-small] .sign .word { display: none; }
.dot { flex: none; width: 10px; height: 10px; border: 2px solid var(--danger); border-radius: 999px; }
[data-state="recording"] .dot { background: var(--danger); }
[data-state="paused"] .dot { border-width: 0 3px; border-color: var(--ink-soft); border-radius: 0; }
[data-state="waiting"] .dot { border-style: dashed; border-color: var(--blaze); }
.panel {
  display: none;
  padding: 12px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--raised);
  box-shadow: var(--shadow);
  max-height: calc(100vh - 80px);
  overflow: auto;
}
[data-open] .panel { display: grid; gap: 8px; }
p, h2, ul { margin: 0; padding: 0; }
h2 { font-size: 13px; font-weight: 600; }
.masked:not([hidden]) { display: contents; }
.soft { color: var(--ink-soft); }
ul { display: flex; flex-wrap: wrap; gap: 4px; list-style: none; }
li { padding: 1px 8px; border-radius: 999px; background: var(--sunken); color: var(--ink-soft); font-size: 12px; font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 6px; }
.row button { min-height: 28px; padding: 2px 10px; border-radius: 8px; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
