const encoder = new TextEncoder();
const names = Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).toUpperCase().padStart(2, "0");
  return `<0x${digits}>`;
});

/** The tokens `<0x00>` to `<0xFF>` for the UTF-8 of a text, if there are such for all of its bytes. */
export function bytePieces(
  text: string,
  idOf: (token: string) => number | undefined,
): { readonly id: number; readonly value: string }[] | undefined {
  const pieces: { id: number; value: string }[] = [];
  for (const byte of encoder.encode(text)) {
    const value = names[byte] as string;
    const id = idOf(value);
    if (id === undefined) return undefined;
    pieces.push({ id, value });
  }
  return pieces;
}
