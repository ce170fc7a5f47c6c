import type { Page } from "@playwright/test";
import { PNG } from "pngjs";

/**
 * The page's viewport as pixels. Not Playwright's screenshot: that puts a style element into the page,
 * which a recorder records.
 */
export async function takePicture(page: Page): Promise<PNG> {
  await page.bringToFront();
  const cdp = await page.context().newCDPSession(page);
  try {
    const { data } = await cdp.send("Page.captureScreenshot", { format: "png" });
    return PNG.sync.read(Buffer.from(data, "base64"));
  } finally {
    await cdp.detach();
  }
}

const GAP = 8;

/** The pictures in one, from left to right, as a PNG file. */
export function sideBySide(pictures: readonly PNG[]): Buffer {
  const width = pictures.reduce((sum, picture) => sum + picture.width + GAP, -GAP);
  const height = Math.max(...pictures.map((picture) => picture.height));
  const sheet = new PNG({ width, height });
  sheet.data.fill(128);
  let x = 0;
  for (const picture of pictures) {
    PNG.bitblt(picture, sheet, 0, 0, picture.width, picture.height, x, 0);
    x += picture.width + GAP;
  }
  return PNG.sync.write(sheet);
}
