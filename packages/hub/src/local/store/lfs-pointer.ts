export interface LfsPointer {
  /** sha256 of the content, 64 hex digits. */
  oid: string;
  /** Bytes of the content. */
  size: number;
}

/** A pointer is smaller than this many bytes, says git-lfs; whatever is larger need not be looked at. */
export const maxPointerBytes = 1024;

const pointer =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-\d-\S+ sha256:[0-9a-f]{64}\n)*oid sha256:([0-9a-f]{64})\nsize (0|[1-9]\d{0,15})\n$/;

/** What a canonical pointer file points to, or nothing for any other file. */
export function parseLfsPointer(content: Uint8Array): LfsPointer | undefined {
  if (content.length >= maxPointerBytes) return undefined;
  const [, oid, size] = pointer.exec(Buffer.from(content).toString("latin1")) ?? [];
  if (oid === undefined || !Number.isSafeInteger(Number(size))) return undefined;
  return { oid, size: Number(size) };
}

export function formatLfsPointer({ oid, size }: LfsPointer): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`;
}
