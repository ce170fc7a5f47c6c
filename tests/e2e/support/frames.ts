import { expect, type Frame, type Page } from "@playwright/test";
import { describeDocument, type DocumentFacts } from "./compare.ts";

/** A page of the fixture `frames` and the frames in it. */
export interface FrameSpec {
  name: string;
  optOut?: true;
  frames?: (FrameSpec & { at: string; sandbox?: string; mark?: string; shadow?: true })[];
}

export function frameUrl(base: string, spec: FrameSpec): string {
  return `${base}/frames/index.html?spec=${encodeURIComponent(JSON.stringify(spec))}`;
}

/** The live frame that shows the page of this name. */
export async function liveFrame(page: Page, name: string): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.name() === name);
  await expect.poll(() => find() !== undefined, { message: `frame ${name} is there` }).toBe(true);
  await expect(find()!.locator("h1")).toHaveText(`Page ${name}`);
  return find()!;
}

/** Adds a frame to the fixture page in `frame`. */
export async function addFrame(
  frame: Page | Frame,
  spec: NonNullable<FrameSpec["frames"]>[number],
): Promise<void> {
  await frame.evaluate((added) => {
    (globalThis as unknown as { addFrame(spec: unknown): void }).addFrame(added);
  }, spec);
}

export async function describeFrame(frame: Frame): Promise<DocumentFacts> {
  return frame.evaluate(
    `(${describeDocument.toString()})(document, "[data-none]")`,
  ) as Promise<DocumentFacts>;
}

/** What the replay shows in each frame, by the frame's name; null where its place is empty. */
export async function replayedFrames(viewer: Page): Promise<Record<string, DocumentFacts | null>> {
  const source = `(() => {
    const describe = ${describeDocument.toString()};
    const found = {};
    const visit = (root) => {
      for (const element of root.querySelectorAll("*")) if (element.shadowRoot) visit(element.shadowRoot);
      for (const frame of root.querySelectorAll("iframe")) {
        const inner = frame.contentDocument;
        const shows = inner?.querySelector("h1");
        found[frame.getAttribute("name")] = shows ? describe(inner, "[data-none]") : null;
        if (inner) visit(inner);
      }
    };
    visit(document.querySelector("iframe").contentDocument);
    return found;
  })()`;
  return viewer.evaluate(source) as Promise<Record<string, DocumentFacts | null>>;
}
