/** Names whose values are secrets wherever they stand: query parameters, object keys, `name=value` in text. */
const NAMES = new Set(
  (
    "password passwd passphrase pwd pass secret clientsecret token accesstoken refreshtoken idtoken authtoken csrftoken xsrftoken csrf xsrf csrfmiddlewaretoken authenticitytoken " +
    "requestverificationtoken apikey xapikey accesskey accountkey secretkey privatekey auth authorization proxyauthorization session sessionid sessiontoken sid phpsessid jsessionid " +
    "sig signature otp totp onetimecode pin cvv cvc cvn ssn cardnumber ccnumber iban credential credentials cookie setcookie jwt bearer magic magiclink resettoken invitetoken verifier codeverifier"
  ).split(" "),
);

const cache = new Map<string, boolean>();

/** `X-Api-Key`, `user[password]`, `stripe_secret`, `resetToken` and the like. */
export function isSecretName(name: string): boolean {
  if (name.length > 64) return false;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
  const last = words.at(-1) ?? "";
  const secret =
    NAMES.has(words.join("")) || NAMES.has(last) || NAMES.has((words.at(-2) ?? "") + last);
  if (cache.size > 2_000) cache.clear();
  cache.set(name, secret);
  return secret;
}
