import { HttpError } from "../errors.ts";

/**
 * The bytes a Range header asks for, from `start` to before `end`; undefined for the whole: no header, another unit, or
 * several ranges, all of which a server may ignore (RFC 9110, 14.2).
 *
 * @throws HttpError 416 for a range outside of the file
 */
export function byteRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  // "-5" is the last five bytes.
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (first !== "" && last !== "" && Number(first) > Number(last)) return undefined;
  if (start >= end)
    throw new HttpError(416, "range_not_satisfiable", `the range is outside of the file's bytes: ${size}`);
  return { start, end };
}
