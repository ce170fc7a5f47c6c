/** Focuses `target` where nothing has the focus, e.g. because the focused button was removed. Never steals it. */
export function moveFocusIfLost(target: HTMLElement | null): void {
  const holder = document.activeElement;
  if (holder === null || holder === document.body) target?.focus();
}
