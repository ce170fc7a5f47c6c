import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactText } from "../../../src/privacy/redaction/redactor.ts";
import { cutText } from "../../../src/record/signals/cut-text.ts";

const SECRETS = [
  "jane.doe@example.com",
  "4111 1111 1111 1111",
  "DE89 3704 0044 0532 0130 00",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
  "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
];

describe("a text that is cut", () => {
  it("stays as it is where it is short enough", () => {
    expect(cutText("a b", 3)).toBe("a b");
    expect(cutText("one two three", 8)).toBe("one …");
    expect(cutText("x".repeat(1_000), 500)).toHaveLength(200);
  });

  it("P5 shows no part of a secret that stood where it was cut", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS), fc.nat(120), (secret, at) => {
        const text = `Sent the order to ${secret} and then went on to something else`;
        const shown = redactText(cutText(text, at)).text;
        for (let from = 0; from + 6 <= secret.length; from++) {
          expect(shown).not.toContain(secret.slice(from, from + 6));
        }
        expect(cutText(text, at).length).toBeLessThanOrEqual(Math.max(at, 1));
      }),
      { numRuns: 600 },
    );
  });
});
