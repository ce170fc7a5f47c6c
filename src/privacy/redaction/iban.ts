/** Lengths by country (SWIFT IBAN registry, release 99); a look-alike of another length is left alone. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 " +
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 " +
    "LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 " +
    "SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const SHAPE = /[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,30}/y;

/** The end of an IBAN that begins at `start` (grouped or not), or -1. Checks length and ISO 7064 mod 97. */
export function ibanEnd(text: string, start: number): number {
  const length = LENGTHS[text.slice(start, start + 2).toUpperCase()];
  if (length === undefined) return -1;
  SHAPE.lastIndex = start;
  const found = SHAPE.exec(text)?.[0];
  if (found === undefined) return -1;
  let compact = "";
  let end = start;
  for (const char of found) {
    if (compact.length === length) break;
    end++;
    if (/[A-Za-z0-9]/.test(char)) compact += char.toUpperCase();
  }
  if (compact.length !== length || /[A-Za-z0-9]/.test(text.charAt(end))) return -1;
  return mod97(compact.slice(4) + compact.slice(0, 4)) === 1 ? end : -1;
}

function mod97(rearranged: string): number {
  let rest = 0;
  for (const char of rearranged) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
