export const answer = (length: number, size: number, stride: number) => {
  if (stride >= size) throw new RangeError(`a stride below the size ${size} expected: ${stride}`);
  const windows: [start: number, end: number][] = [];
  for (let start = 0, end = 0; end < length; start += size - stride) {
    end = Math.min(start + size, length);
    windows.push([start, end]);
  }
  return windows;
};
