import type { Page } from "@playwright/test";

/** A page made with a third-party package, and what a person does on it. */
export interface App {
  /** Folder in tests/fixtures/apps; the row is `fidelity.<name>.<measure>`. */
  name: string;
  /** Where it starts; default `/<name>/`. */
  path?: string;
  /** Other apps that it embeds. */
  needs?: readonly string[];
  /** It draws on canvases: bare rrweb is measured with `recordCanvas` as well. */
  canvas?: boolean;
  act(page: Page, checkpoint: (name: string) => Promise<void>): Promise<void>;
}

const wheel = async (page: Page, selector: string, x: number, y: number, times = 1) => {
  await page.locator(selector).first().hover();
  for (let i = 0; i < times; i++) {
    await page.mouse.wheel(x, y);
    // A hand turns a wheel in steps of some tens of milliseconds, not all at once.
    await page.waitForTimeout(40);
  }
};

export const APPS: readonly App[] = [
  {
    name: "shoelace",
    async act(page, checkpoint) {
      await checkpoint("start");
      await page
        .getByTestId("from")
        .locator("input")
        .pressSequentially("Winterthur", { delay: 20 });
      await page.getByTestId("return").click();
      await page.getByTestId("details").click();
      await checkpoint("form");
      await page.getByTestId("by").click();
      await page.getByRole("option", { name: "Ferry" }).hover();
      await checkpoint("select");
      await page.getByRole("option", { name: "Ferry" }).click();
      await page.getByTestId("plan").click();
      await checkpoint("dialog");
    },
  },
  {
    name: "grid",
    async act(page, checkpoint) {
      const body = ".ag-grid-viewport";
      await checkpoint("start");
      await wheel(page, body, 0, 400, 12);
      await checkpoint("down");
      await wheel(page, body, 150, 0, 4);
      await page.locator(".ag-cell[col-id=week8]").nth(4).click();
      await checkpoint("right");
      await page.locator(".ag-header-cell[col-id=week8]").click();
      await wheel(page, body, 120, 240, 6);
      await checkpoint("sorted");
    },
  },
  {
    name: "editor",
    async act(page, checkpoint) {
      await checkpoint("start");
      await page.locator(".ql-editor").click();
      await page.keyboard.type("Sowing notes for the long bed", { delay: 10 });
      await page.keyboard.press("ControlOrMeta+a");
      await page.locator("button.ql-bold").click();
      await page.keyboard.press("End");
      await checkpoint("bold");
      await page.locator("button.ql-list").click();
      for (let i = 1; i <= 12; i++) {
        await page.keyboard.press("Enter");
        await page.keyboard.type(`row ${i} of leeks`, { delay: 5 });
      }
      await page.getByTestId("save").click();
      await checkpoint("list");
    },
  },
  {
    name: "emotion",
    async act(page, checkpoint) {
      await checkpoint("start");
      await page.getByTestId("theme").click();
      await checkpoint("night");
      for (let i = 0; i < 3; i++) await page.getByTestId("add").click();
      await checkpoint("more");
    },
  },
  {
    name: "lit",
    async act(page, checkpoint) {
      await checkpoint("start");
      await page.locator("errand-item").nth(1).click();
      for (let i = 1; i <= 6; i++) {
        await page.locator("input").pressSequentially(`Mend fence ${i}`, { delay: 5 });
        await page.getByRole("button", { name: "Add" }).click();
      }
      await wheel(page, "section", 0, 120, 3);
      await checkpoint("added");
      await page.getByRole("button", { name: "Autumn" }).click();
      await checkpoint("autumn");
    },
  },
  {
    name: "chart",
    canvas: true,
    async act(page, checkpoint) {
      await page.waitForTimeout(600); // the charts grow for 400 ms
      await checkpoint("start");
      await page.getByTestId("lines").hover({ position: { x: 260, y: 160 } });
      await page.waitForTimeout(600);
      await checkpoint("tooltip");
      await page.getByTestId("year").click();
      await page.waitForTimeout(600);
      await checkpoint("second year");
    },
  },
  {
    name: "router",
    async act(page, checkpoint) {
      await checkpoint("start");
      await page.getByPlaceholder("Which bird?").pressSequentially("re", { delay: 30 });
      await checkpoint("filtered");
      await page.getByRole("link", { name: "Wren" }).click();
      await page.getByRole("heading", { name: "Wren" }).waitFor();
      await wheel(page, "main", 0, 300, 2);
      await checkpoint("bird");
      await page.evaluate(() => scrollTo(0, 0));
      await page.getByRole("link", { name: "About" }).click();
      await page.getByText("Who wrote this").click();
      await checkpoint("about");
    },
  },
  {
    name: "frames",
    needs: ["lit", "emotion"],
    async act(page, checkpoint) {
      const near = page.frameLocator("[data-testid=near]").frameLocator("[data-testid=nested]");
      const far = page.frameLocator("[data-testid=far]");
      await near.locator("errand-item").first().waitFor();
      await checkpoint("start");
      await near.locator("errand-item").first().click();
      await near.getByRole("button", { name: "Autumn" }).click();
      await checkpoint("nested");
      await far.getByTestId("theme").click();
      for (let i = 0; i < 3; i++) await far.getByTestId("add").click();
      await checkpoint("other origin");
    },
  },
  {
    name: "strict",
    async act(page, checkpoint) {
      await checkpoint("start");
      await page.getByPlaceholder("What for").pressSequentially("Fence posts", { delay: 10 });
      await checkpoint("typed");
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByRole("button", { name: "Widen" }).click();
      await checkpoint("wide");
    },
  },
  {
    name: "diff",
    async act(page, checkpoint) {
      const left = ".d2h-file-side-diff";
      await checkpoint("start");
      await wheel(page, left, 120, 0, 5);
      await checkpoint("right");
      await wheel(page, left, 0, 200, 4);
      await wheel(page, ".d2h-file-side-diff + .d2h-file-side-diff", -60, 0, 3);
      await checkpoint("down and back");
    },
  },
];
