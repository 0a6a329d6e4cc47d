export interface PatchLine {
  kind: "context" | "added" | "removed" | "hunk" | "note";
  text: string;
  /** Numbers in the file before and after, from 1. */
  before?: number;
  after?: number;
}

export interface PatchedFile {
  name: string;
  /** Where it was renamed from. */
  from?: string;
  change: "added" | "removed" | "renamed" | "changed";
  added: number;
  removed: number;
  lines: PatchLine[];
}

/**
 * The files of a unified patch as git writes it. Lines of a hunk are counted, so that content that looks like a header is
 * content.
 */
export function parsePatch(patch: string): PatchedFile[] {
  const files: PatchedFile[] = [];
  let file: PatchedFile | undefined;
  let [before, after, leftBefore, leftAfter] = [0, 0, 0, 0];
  for (const line of patch.replace(/\n$/, "").split("\n")) {
    if (file && (leftBefore > 0 || leftAfter > 0) && /^[ +-]/.test(line)) {
      const kind = line[0] === "+" ? "added" : line[0] === "-" ? "removed" : "context";
      const entry: PatchLine = { kind, text: line.slice(1) };
      if (kind !== "added") {
        entry.before = before++;
        leftBefore--;
      }
      if (kind !== "removed") {
        entry.after = after++;
        leftAfter--;
      }
      if (kind !== "context") file[kind]++;
      file.lines.push(entry);
      continue;
    }
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (line.startsWith("diff --git ")) {
      file = {
        name: unquote(/ (?:"?b\/)([^"]*)"?$/.exec(line)?.[1] ?? ""),
        change: "changed",
        added: 0,
        removed: 0,
        lines: [],
      };
      files.push(file);
      leftBefore = leftAfter = 0;
    } else if (file && hunk) {
      [before, leftBefore, after, leftAfter] = [hunk[1], hunk[2] ?? 1, hunk[3], hunk[4] ?? 1].map(Number) as [
        number,
        number,
        number,
        number,
      ];
      file.lines.push({ kind: "hunk", text: line });
    } else if (file) readHeader(file, line);
  }
  return files;
}

function readHeader(file: PatchedFile, line: string): void {
  const [, name = ""] = /^(?:\+\+\+ |--- )"?[ab]\/(.*?)"?\t?$/.exec(line) ?? [];
  if (line.startsWith("\\")) file.lines.push({ kind: "note", text: line.slice(2) });
  else if (line.startsWith("new file")) file.change = "added";
  else if (line.startsWith("deleted file")) file.change = "removed";
  else if (line.startsWith("rename from ")) file.from = unquote(line.slice(12));
  else if (line.startsWith("rename to ")) {
    file.change = "renamed";
    file.name = unquote(line.slice(10));
  } else if (name !== "") file.name = unquote(name);
  else if (line.startsWith("Binary files")) file.lines.push({ kind: "note", text: "The file is not text." });
}

/** git writes unusual names in quotes, with bytes in octal. */
function unquote(name: string): string {
  const inner = name.replace(/^"|"$/g, "");
  if (!inner.includes("\\")) return inner;
  const letters: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };
  const bytes: Buffer[] = inner
    .split(/(\\[0-7]{3}|\\.)/)
    .map((part) =>
      /^\\[0-7]{3}$/.test(part)
        ? Buffer.from([Number.parseInt(part.slice(1), 8) & 255])
        : part.startsWith("\\") && part.length === 2
          ? Buffer.from(letters[part.slice(1)] ?? part.slice(1))
          : Buffer.from(part),
    );
  return Buffer.concat(bytes).toString();
}
