/** From Jupyter's cursor (Unicode code points) to a position in a JavaScript string (UTF-16 units). */
export function toUtf16(code: string, cursor: number): number {
  return [...code].slice(0, cursor).join("").length;
}

/** The inverse of `toUtf16`. */
export function toCodePoints(code: string, position: number): number {
  return [...code.slice(0, position)].length;
}
