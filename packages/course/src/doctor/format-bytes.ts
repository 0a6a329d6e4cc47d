/** Bytes as people read them: 4 GiB, 512 MiB. */
export function formatBytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  if (gibibytes >= 1) return `${Number(gibibytes.toFixed(1))} GiB`;
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
