/** Bytes as base 64, in one turn. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  // As many arguments as every engine takes in one call.
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return btoa(text);
}
