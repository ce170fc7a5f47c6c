import { format } from "node:util";
import { expect } from "vitest";

/**
 * Takes the place of vitest where rules are switched off one by one: a few functions instead of a
 * runner, so that a hundred and more of them take no longer than a test run. `expect` is vitest's own.
 */
export { expect };

export interface Test {
  name: string;
  run: () => unknown;
}

const tests: Test[] = [];

/** The tests that were declared since the last call. */
export const takeTests = (): Test[] => tests.splice(0);

export const describe = (_name: string, body: () => void): void => body();

type Body = (...args: never[]) => unknown;

function declare(name: string, run: () => unknown): void {
  tests.push({ name, run });
}

/** As vitest: `%s` and the like take an array's items in order, `$field` those of an object. */
function each(rows: readonly unknown[]) {
  return (name: string, body: Body): void => {
    for (const row of rows) {
      const items = Array.isArray(row) ? row : [row];
      const named = name.replace(/\$(\w+)/g, (_, field: string) =>
        String(Object(row)[field]).slice(0, 60),
      );
      const placed = /%[sdijo]/.test(named) ? format(named, ...items) : named;
      declare(placed.split(" [")[0]!.slice(0, 160), () => body(...(items as never[])));
    }
  };
}

export const it = Object.assign(declare, { each });
export const test = it;
