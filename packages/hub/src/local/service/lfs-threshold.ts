/** Bytes from which a file is stored as an LFS object. */
export const lfsThreshold = 10_000_000;
