import { describe, test } from "vitest";
import type { SessionStore, StoreCapability } from "../../../src/store/session-store.ts";

/** What the driver's test can do beside the interface. A string says why it cannot. */
export interface SuiteOptions {
  /** Opens a second handle on the same data; the first may be closed by then. */
  another: ((first: SessionStore) => Promise<SessionStore>) | string;
  /** Spoils the stored record of a session, so that its schema no longer holds. */
  damage: ((store: SessionStore, id: string) => Promise<void>) | string;
  /** Runs of the random model test; fewer for slow drivers. */
  modelRuns?: number;
}

export interface Suite {
  /** A case with a fresh store, skipped with the driver's reason when the driver lacks a part. */
  it(name: string, needs: readonly StoreCapability[], body: Body): void;
  /** The same with a second handle on the same data. */
  itWithTwo(name: string, needs: readonly StoreCapability[], body: BodyOfTwo): void;
  itWithDamage(name: string, body: BodyWithDamage): void;
  group(name: string, body: () => void): void;
  /** A fresh store, for a case that needs several; it closes them itself. */
  open: () => Promise<SessionStore>;
  options: SuiteOptions;
}

type Body = (store: SessionStore) => Promise<void>;
type BodyOfTwo = (first: SessionStore, second: SessionStore) => Promise<void>;
type BodyWithDamage = (store: SessionStore, damage: (id: string) => Promise<void>) => Promise<void>;

export function makeSuite(open: () => Promise<SessionStore>, options: SuiteOptions): Suite {
  const it: Suite["it"] = (name, needs, body) => {
    test(name, async (context) => {
      const store = await open();
      try {
        for (const part of ["writes", ...needs] as const) {
          const reason = store.lacks[part];
          if (reason !== undefined) context.skip(`${store.name} lacks ${part}: ${reason}`);
        }
        await body(store);
      } finally {
        await store.close();
      }
    });
  };

  const itWithTwo: Suite["itWithTwo"] = (name, needs, body) => {
    const { another } = options;
    if (typeof another === "string") return test.skip(`${name} (${another})`);
    it(name, needs, async (first) => {
      const second = await another(first);
      try {
        await body(first, second);
      } finally {
        await second.close();
      }
    });
  };

  const itWithDamage: Suite["itWithDamage"] = (name, body) => {
    const { damage } = options;
    if (typeof damage === "string") return test.skip(`${name} (${damage})`);
    it(name, [], (store) => body(store, (id) => damage(store, id)));
  };

  return {
    it,
    itWithTwo,
    itWithDamage,
    group: (name, body) => describe(name, body),
    open,
    options,
  };
}
