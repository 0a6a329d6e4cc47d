/**
 * The k-th largest value, k from 1 to the length: the least of a heap that holds the k largest so far. Most values are
 * compared once, with the least.
 */
export function kthLargest(values: Float32Array, k: number): number {
  const heap = values.slice(0, k);
  for (let i = (k >> 1) - 1; i >= 0; i--) sink(heap, i);
  for (let i = k; i < values.length; i++) {
    const value = values[i] as number;
    if (value <= (heap[0] as number)) continue;
    heap[0] = value;
    sink(heap, 0);
  }
  return heap[0] as number;
}

/** Puts the value at a place below the smaller ones. */
function sink(heap: Float32Array, place: number): void {
  const value = heap[place] as number;
  let at = place;
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = value;
}
