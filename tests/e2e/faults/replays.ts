import { expect, type Page } from "@playwright/test";
import type { Session } from "../../../src/format/session.ts";
import type { ExtensionBrowser } from "../support/extension.ts";
import { storedSession } from "../support/session.ts";
import { openReplay } from "../support/viewer.ts";
import { lossOf, type Loss, type Shown } from "./counter.ts";

/** What a session must look like after a fault. */
export interface Expected {
  state: Session["state"];
  /** The session's own reason. */
  because?: RegExp;
  /** A stretch that the viewer must say is not recorded. Without it, it must say of none. */
  gap?: RegExp;
}

export interface Outcome {
  session: Session;
  loss: Loss;
}

/**
 * Measures what a session lost, then opens it in the viewer: the page must be drawn with its
 * counter, without an error anywhere, and what the viewer says must be `expected`.
 */
export async function replays(
  browser: ExtensionBrowser,
  id: string,
  shown: Shown,
  expected: Expected,
): Promise<Outcome> {
  const { session, events } = await storedSession(browser, id);
  const loss = lossOf(shown, events);
  expect(session.state).toBe(expected.state);
  if (expected.because) expect(session.endReason).toMatch(expected.because);
  expect(session.counts.events).toBe(events.length);
  expect(events.map(({ timestamp }) => timestamp)).not.toContain(NaN);

  const last = events.findLast((event) => JSON.stringify(event.data).includes('"tick '))!;
  const viewer = await openReplay(browser, id, last.timestamp - session.startedAt - 1);
  const complaints = complaintsOf(viewer);
  await expect(viewer.frameLocator("iframe").first().getByTestId("ticks")).toHaveText(/tick \d+/);
  if (session.state === "interrupted") {
    await expect(viewer.getByText(/interrupted/i).first()).toBeVisible();
  }
  if (expected.gap) await showsGap(viewer, expected.gap);
  else {
    await viewer.getByRole("tab", { name: "Details" }).click();
    await expect(viewer.getByRole("heading", { name: "Privacy" })).toBeVisible();
    expect(await viewer.locator(".gap-list li").allTextContents()).toEqual([]);
    await expect(viewer.locator(".rail .hole")).toHaveCount(0);
  }
  expect(complaints).toEqual([]);
  await viewer.close();
  return { session, loss };
}

/** On the timeline, and in words among the details. */
export async function showsGap(viewer: Page, why: RegExp): Promise<void> {
  await expect(viewer.locator(".rail .hole").first()).toBeVisible();
  await viewer.getByRole("tab", { name: "Details" }).click();
  await expect(viewer.locator(".gap-list li").filter({ hasText: why }).first()).toBeVisible();
}

function complaintsOf(viewer: Page): string[] {
  const complaints: string[] = [];
  viewer.on("pageerror", (error) => complaints.push(String(error)));
  viewer.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return complaints;
}
