import type { Locator, Page } from "@playwright/test";

/** What leaves is listed in this dialog, and goes when its button is pressed. */
export const leaveDialog = (viewer: Page): Locator =>
  viewer.getByRole("dialog", { name: /^(?:Export as|Push to) / });

/** A dialog that does not come is told at once, not when the whole test's time is over. */
const SOON = { timeout: 20_000 } as const;

/** Presses Export or Push in a session, and again once what leaves is listed. */
export async function letLeave(viewer: Page, verb: "Export" | "Push"): Promise<void> {
  await viewer.getByRole("button", { name: verb, exact: true }).click(SOON);
  await leaveDialog(viewer).getByRole("button", { name: verb }).click(SOON);
}
