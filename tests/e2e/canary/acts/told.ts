import type { WaymarkPageApi } from "../../../../src/record/page-api.ts";
import type { Act } from "./act.ts";

declare global {
  interface Window {
    Waymark?: WaymarkPageApi;
  }
}

/** What the page says on purpose, and what must be seen. */
export const TOLD: Readonly<Record<string, Act>> = {
  "pattern: data of an event that the page tells": (s) => {
    window.Waymark!.track("canary", { mail: s, list: [s], [s]: 1, json: JSON.stringify({ s }) });
  },
  "gone: data of an event under the name of a secret": (s) => {
    window.Waymark!.track("canary", { password: s, deep: { api_key: s } });
  },
  "pattern: metadata": (s) => {
    window.Waymark!.setMetadata({ contact: s, [s]: true });
  },
  "gone: metadata under the name of a secret": (s) => {
    window.Waymark!.setMetadata({ token: s });
  },
  "gone: what is told wrongly": (s) => {
    for (const call of [
      () => window.Waymark!.track(`${s} ${s}`),
      () => window.Waymark!.setMetadata({ s: [s] }),
    ]) {
      try {
        call();
      } catch {
        continue; // it is the page's to handle
      }
      throw new Error("The API took what is wrong.");
    }
  },
  "pattern: data of an attribute that is told": (s) => {
    const button = document.body.appendChild(document.createElement("button"));
    button.setAttribute("data-waymark-track-click", "canary");
    button.setAttribute("data-waymark-data", JSON.stringify({ mail: s }));
    setTimeout(() => button.click(), 20);
  },
  "never: data of an attribute in what is blocked": (s) => {
    const block = document.body.appendChild(document.createElement("div"));
    block.setAttribute("data-waymark-block", "");
    const button = block.appendChild(document.createElement("button"));
    for (const element of [block, button]) {
      element.setAttribute("data-waymark-track-click", "canary");
      element.setAttribute("data-waymark-data", JSON.stringify({ s }));
    }
    setTimeout(() => button.click(), 20);
  },
  "never: title in a masked document": (s) => {
    const title = document.querySelector("title")!;
    title.setAttribute("data-waymark-mask", "");
    setTimeout(() => (document.title = s), 20);
  },

  // What must be seen.
  "pattern: what stays": () => {
    document.body.insertAdjacentHTML("beforeend", "<p>Text that came later</p>");
    setTimeout(() => {
      throw new Error("A plain error stays");
    });
    void fetch("/api/plain");
  },
};
