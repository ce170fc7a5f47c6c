import { chromium } from "@playwright/test";
import { mkdirSync } from "node:fs";
const { buildHarness, serveHarness, ORIGIN } =
  await import("/work/main/tests/e2e/viewer-harness/serve.ts");
mkdirSync("/tmp/shots", { recursive: true });
if (!process.argv.includes("--no-build")) await buildHarness();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const only = process.argv[2];
const sizes = { wide: [1280, 800], mid: [900, 700], slim: [390, 800] } as const;
const pages: Record<string, [string, ((p: any) => Promise<void>)?]> = {
  library: [
    "/#/",
    async (p) => {
      await p.waitForTimeout(1500);
    },
  ],
  empty: ["/?empty#/"],
  session: ["/#/sessions/visit?t=96500"],
  findings: [
    "/#/sessions/visit",
    async (p) => {
      await p.getByRole("button", { name: "Next finding" }).click();
      await p.waitForTimeout(300);
    },
  ],
  crashed: [
    "/#/sessions/crashed?t=40000",
    async (p) => {
      await p.getByRole("tab", { name: "Details" }).click();
    },
  ],
  tabs: ["/#/sessions/tabs?t=500&tab=tab2"],
  nothing: ["/#/sessions/empty"],
  missing: ["/#/sessions/nope"],
  keys: [
    "/#/sessions/visit?t=1000",
    async (p) => {
      await p.keyboard.press("?");
    },
  ],
};
for (const [name, [path, act]] of Object.entries(pages)) {
  if (only && only !== "--no-build" && !only.split(",").includes(name)) continue;
  for (const scheme of ["light", "dark"] as const)
    for (const [s, [width, height]] of Object.entries(sizes)) {
      if (["empty", "nothing", "missing", "keys"].includes(name) && s === "mid") continue;
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: scheme,
      });
      const p = await context.newPage();
      p.on("console", (m: any) => {
        if (m.type() === "error" || m.type() === "warning")
          console.log(name, scheme, s, m.text().slice(0, 200));
      });
      p.on("pageerror", (e: any) => console.log("PAGEERROR", name, e.message.slice(0, 400)));
      await serveHarness(p);
      await p.goto(ORIGIN + path);
      await p.waitForTimeout(700);
      if (act) await act(p).catch((e: any) => console.log(name, s, e.message.slice(0, 300)));
      const wide = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) console.log("OVERFLOW", name, s, wide);
      await p.screenshot({ path: `/tmp/shots/${name}-${s}-${scheme}.png` });
      await context.close();
    }
}
await browser.close();
