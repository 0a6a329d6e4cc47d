/**
 * The value below which a share `q` of the values lies, between two of them by linear interpolation (type 7 of Hyndman and
 * Fan, numpy's default).
 *
 * @param sorted at least one, ascending
 * @param q from 0 to 1
 */
export function quantile(sorted: readonly number[], q: number): number {
  const place = q * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
