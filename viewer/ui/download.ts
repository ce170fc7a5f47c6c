/** Hands a file to the browser, which saves it as it is set to. */
export function download(
  fileName: string,
  content: Uint8Array | string | Blob,
  type: string,
): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the blob after this task; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
