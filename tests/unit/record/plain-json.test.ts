import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { plainJson } from "../../../src/record/plain-json.ts";

const write = plainJson(globalThis, JSON.stringify);
const arrays = Array.prototype as { toJSON?: unknown };
const objects = Object.prototype as { toJSON?: unknown };
afterEach(() => {
  delete arrays.toJSON;
  delete objects.toJSON;
});

test("JSON is the same with a toJSON on arrays or objects as without", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, onObjects) => {
      const wanted = JSON.stringify(value);
      (onObjects ? objects : arrays).toJSON = () => "encoded twice";
      try {
        expect(write(value) === wanted).toBe(true);
      } finally {
        delete arrays.toJSON;
        delete objects.toJSON;
      }
    }),
  );
});

test("what nests deeper than the engine's stack is written all the same", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 200_000; i++) deep = [deep];
  expect(write(deep)).toHaveLength(400_001);
});
