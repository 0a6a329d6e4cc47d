import { unknownToNormalization } from "./classes.ts";

export type NormalizationForm = "NFC" | "NFD" | "NFKC" | "NFKD";

const splitAtUnknown = new RegExp(`(${unknownToNormalization.source})`, "u");

/** The text in a normalization form, with what the Rust library does not know left alone. */
export function normalizationForm(text: string, form: NormalizationForm): string {
  const normalized = text.normalize(form);
  if (normalized === text || !unknownToNormalization.test(text)) return normalized;
  // What is unknown has neither decomposition nor combining class, so that nothing moves or joins across it.
  const parts = text.split(splitAtUnknown);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.normalize(form))).join("");
}

/** A character of a normalized text. */
export interface Change {
  readonly char: string;
  /** 1: inserted after its predecessor; 0: in place of a character of the text; −n: of one and n that follow it. */
  readonly change: number;
}

/** The characters of `normalizationForm` with what each stands for, as the Rust library counts. */
export function normalizationChanges(text: string, form: NormalizationForm): Change[] {
  const decomposed = decompose(text, form === "NFC" || form === "NFD" ? "NFD" : "NFKD");
  return form === "NFC" || form === "NFKC" ? compose(decomposed) : decomposed;
}

/** Canonical ordering: runs of characters with a combining class are sorted by it, with their changes. */
function decompose(text: string, form: "NFD" | "NFKD"): Change[] {
  const changes: Change[] = [];
  let run: Change[] = [];
  const endRun = () => {
    changes.push(...run.sort((a, b) => combiningClass(a.char) - combiningClass(b.char)));
    run = [];
  };
  for (const char of text) {
    const parts = unknownToNormalization.test(char) ? char : char.normalize(form);
    let change = 0;
    for (const part of parts) {
      if (combiningClass(part) === 0) {
        endRun();
        changes.push({ char: part, change });
      } else run.push({ char: part, change });
      change = 1;
    }
  }
  endRun();
  return changes;
}

/** Canonical composition, https://www.unicode.org/versions/Unicode9.0.0/ch03.pdf, D117. */
function compose(decomposed: readonly Change[]): Change[] {
  const changes: Change[] = [];
  let starter: Change | undefined;
  let marks: Change[] = [];
  let lastClass = -1;
  for (const next of decomposed) {
    const nextClass = combiningClass(next.char);
    const joined = starter && lastClass < nextClass && composition(starter.char, next.char);
    if (starter && joined) {
      starter = { char: joined, change: starter.change + next.change - 1 };
    } else if (nextClass === 0) {
      if (starter) changes.push(starter);
      changes.push(...marks);
      [starter, marks, lastClass] = [next, [], -1];
    } else if (starter) {
      marks.push(next);
      lastClass = nextClass;
    } else changes.push(next);
  }
  if (starter) changes.push(starter);
  changes.push(...marks);
  return changes;
}

const compositions = new Map<string, string>();

/** What two characters join to; empty if they do not. */
function composition(first: string, second: string): string {
  const pair = first + second;
  let joined = compositions.get(pair);
  if (joined === undefined) {
    const normalized = unknownToNormalization.test(pair) ? pair : pair.normalize("NFC");
    joined = normalized.length <= 2 && [...normalized].length === 1 ? normalized : "";
    if (compositions.size < 10_000) compositions.set(pair, joined);
  }
  return joined;
}

/** A mark of each combining class that Unicode 9 has, in ascending order. */
const marksByClass = [
  ..."\u0334\u093C\u3099\u094D\u05B0\u05B1\u05B2\u05B3\u05B4\u05B5\u05B6\u05B7\u05B8\u05B9\u05BB\u05BC\u05BD\u05BF",
  ..."\u05C1\u05C2\uFB1E\u064B\u064C\u064D\u0618\u0619\u061A\u0651\u0652\u0670\u0711\u0C55\u0C56\u0E38\u0E48\u0EB8",
  ..."\u0EC8\u0F71\u0F72\u0F74\u0321\u1DCE\u031B\u0316\u059A\u302E\u{1D16D}\u05AE\u0300\u0315\u035C\u035D\u0345",
];

const classes = new Map<string, number>();

/**
 * A number that orders as the canonical combining class does, 0 for none. JavaScript does not tell the class, but
 * normalizing two marks tells whose is smaller: those of a larger class move behind. So it is found by bisection.
 */
function combiningClass(char: string): number {
  if (char < "\u0300") return 0;
  let rank = classes.get(char);
  if (rank === undefined) {
    rank = unknownToNormalization.test(char) ? 0 : findClass(char);
    if (classes.size < 10_000) classes.set(char, rank);
  }
  return rank;
}

function findClass(char: string): number {
  let [low, high] = [0, marksByClass.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const mark = marksByClass[middle] as string;
    if (moves(char, mark)) high = middle;
    else if (moves(mark, char)) low = middle + 1;
    // Of the same class, or without any.
    else return moves("\u0334", char) || moves(char, "\u0345") ? middle + 1 : 0;
  }
  return low + 0.5;
}

/** Whether the second, written first, moves behind the other. */
function moves(first: string, second: string): boolean {
  return first !== second && (second + first).normalize("NFD").startsWith(first);
}
