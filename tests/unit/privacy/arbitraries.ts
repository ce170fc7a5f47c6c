import fc from "fast-check";

/** One secret for each pattern, as they appear in pages. */
export const SECRETS = [
  "jane.doe@example.com",
  "4111 1111 1111 1111",
  "5555555555554444",
  "GB82 WEST 1234 5698 7654 32",
  "DE89370400440532013000",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
  "AKIAIOSFODNN7EXAMPLE",
  "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
  "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
  "k3Jf8sLq0PzXv7Nw2RtYb5Md",
] as const;

/** Words and signs that could distract the patterns. */
export const noisyText = fc
  .array(
    fc.constantFrom(
      "the",
      "order",
      "=",
      ":",
      "@",
      "?",
      "#",
      "/",
      "12",
      "2024",
      "(",
      ")",
      '"',
      "'",
      "https://x.example/a",
      "data",
      "%",
      "-",
      "_",
      ".",
      ",",
      "é",
      "😀",
      "\n",
      "Bearer",
      "password",
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(" "));
