import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { POLICY_KEY } from "../../../src/extension/managed-policy.ts";
import { readPolicyFile } from "../../../src/privacy/privacy-settings.ts";

const page = readFileSync("docs/privacy.md", "utf8");
const [policy, managed] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json!);

test("P8 the policy file that docs/privacy.md shows is taken as it stands", () => {
  expect(readPolicyFile(policy!)).toMatchObject({
    policy: { level: "balanced", mask: [".customer-name"], phone: true },
    deny: ["payroll.example"],
    consent: ["forum.example"],
  });
});

test("P8 what docs/privacy.md tells an administrator to set is taken as it stands", () => {
  const set = JSON.parse(managed!) as Record<string, string>;
  expect(Object.keys(set)).toEqual([POLICY_KEY]);
  expect(readPolicyFile(set[POLICY_KEY]!).policy.level).toBe("strict");
  const schema = JSON.parse(readFileSync("src/extension/public/managed_schema.json", "utf8")) as {
    properties: object;
  };
  expect(Object.keys(schema.properties)).toEqual([POLICY_KEY]);
});
