import { describe, expect, it } from "vitest";
import { lazily } from "../../../src/worker/lazily.ts";

describe("methods that are loaded when they are called", () => {
  it("load once, also when several are called at once, and in the order in which they were called", async () => {
    const calls: string[] = [];
    let loads = 0;
    const part = lazily(["run", "cancel"], async () => {
      loads++;
      await Promise.resolve();
      return {
        run: async (id: string) => void calls.push(`run ${id}`),
        cancel: async () => void calls.push("cancel"),
      };
    });
    expect(loads).toBe(0);
    await Promise.all([part.run("a"), part.cancel(), part.run("b")]);
    expect(calls).toEqual(["run a", "cancel", "run b"]);
    await part.cancel();
    expect(loads).toBe(1);
  });

  it("say what to do where they cannot be loaded, and load anew for the next call", async () => {
    let isThere = false;
    const part = lazily(["run"], async () => {
      if (!isThere) throw new TypeError("Failed to fetch dynamically imported module");
      return { run: async () => "done" };
    });
    const [first, second] = [part.run(), part.run()];
    await expect(first).rejects.toMatchObject({ code: "network", message: /Reload this page/ });
    await expect(second).rejects.toMatchObject({ code: "network" });
    isThere = true;
    expect(await part.run()).toBe("done");
  });
});
