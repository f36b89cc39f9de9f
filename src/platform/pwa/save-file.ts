/** How long the browser may take to begin reading a file that it is to save, in milliseconds. */
const LET_GO_AFTER_MS = 60_000;

/** Hands a file to the browser, which puts it where it puts what is downloaded. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), LET_GO_AFTER_MS);
}
