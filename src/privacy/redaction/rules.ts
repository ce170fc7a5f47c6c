/** The patterns that run over text, by the name under which their hits are counted and shown. */
export type PatternRule =
  | "email"
  | "card"
  | "iban"
  | "jwt"
  | "auth"
  | "key"
  | "hex"
  | "token"
  | "secret"
  | "phone"
  | "ssn"
  | "url"
  | "data-url";

/** What stands in the text where a pattern was found. None of these is found again. */
export const REPLACEMENT: Readonly<Record<PatternRule, string>> = {
  email: "[email]",
  card: "[card]",
  iban: "[iban]",
  jwt: "[jwt]",
  auth: "[token]",
  key: "[key]",
  hex: "[hex]",
  token: "[token]",
  secret: "[secret]",
  phone: "[phone]",
  ssn: "[ssn]",
  url: "",
  "data-url": "",
};

/** A stretch of text that must not be kept. */
export interface Finding {
  start: number;
  end: number;
  rule: PatternRule;
  replacement: string;
}
