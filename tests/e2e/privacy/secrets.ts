/** Secrets planted one a place, so that a find names the place it leaked from. */
export function createSecrets() {
  const planted = new Map<string, string>();
  return {
    planted,
    /** A new secret for a place. It fits every rule but that it may not be recorded there. */
    at(place: string): string {
      const n = planted.size + 10;
      const secret = `Zq${n}vault${n}kTw`;
      planted.set(place, secret);
      return secret;
    },
    /** A secret that only its pattern gives away. */
    pattern(place: string, secret: string): string {
      planted.set(place, secret);
      return secret;
    },
    /** Places whose secret stands in `text` as it is, escaped, URL-encoded, reversed or in base 64. */
    leaksIn(text: string): string[] {
      const lower = text.toLowerCase();
      return [...planted]
        .filter(([, secret]) =>
          forms(secret).some((form) => text.includes(form) || lower.includes(form.toLowerCase())),
        )
        .map(([place]) => place);
    },
  };
}

function forms(secret: string): string[] {
  const coded = [0, 1, 2].map((shift) => {
    const base64 = Buffer.from("x".repeat(shift) + secret)
      .toString("base64")
      .replace(/=+$/, "");
    // The characters at both ends depend on the neighbours.
    return base64.slice(shift === 0 ? 0 : 4, -2);
  });
  return [
    secret,
    encodeURIComponent(secret),
    secret.replaceAll("@", "&#64;"),
    secret.replaceAll(" ", ""),
    [...secret].reverse().join(""),
    Buffer.from(secret).toString("hex"),
    ...coded,
  ];
}

export type Secrets = ReturnType<typeof createSecrets>;
