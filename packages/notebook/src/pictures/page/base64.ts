/** The bytes of base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** What JSON was before it was packed: DEFLATE without a header, in base64. */
export async function unpack(packed: string): Promise<unknown> {
  const stream = new Blob([fromBase64(packed)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("deflate-raw"))).json();
}
