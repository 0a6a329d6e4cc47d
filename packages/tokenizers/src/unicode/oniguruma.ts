import { PatternError } from "../errors.ts";

/** What `\w` is in a class: a word's letters, marks, digits and joints. */
const wordInClass = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}";
/** Outside of one it has Latin-1's superscripts and fractions as well, an oddity of Oniguruma. */
const word = `${wordInClass}\\u00B2\\u00B3\\u00B9\\u00BC-\\u00BE`;

const posix: Record<string, string> = {
  alpha: "\\p{Alphabetic}",
  digit: "\\p{Nd}",
  lower: "\\p{Lowercase}",
  space: "\\p{White_Space}",
  upper: "\\p{Uppercase}",
  word: wordInClass,
};

const controls: Record<string, string> = {
  a: "\\x07",
  e: "\\x1B",
  f: "\\f",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  v: "\\v",
};

/** Escapes outside of classes that JavaScript lacks or understands otherwise. */
const escapes: Record<string, string> = {
  A: "(?<![^])",
  b: `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`,
  B: `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`,
  D: "\\P{Nd}",
  d: "\\p{Nd}",
  H: "[^0-9A-Fa-f]",
  h: "[0-9A-Fa-f]",
  S: "\\P{White_Space}",
  s: "\\p{White_Space}",
  W: `[^${word}]`,
  w: `[${word}]`,
  Z: "(?=\\n?(?![^]))",
  z: "(?![^])",
};

/** The same inside of classes. */
const classEscapes: Record<string, string> = {
  b: "\\x08",
  D: "\\P{Nd}",
  d: "\\p{Nd}",
  h: "0-9A-Fa-f",
  S: "\\P{White_Space}",
  s: "\\p{White_Space}",
  w: wordInClass,
};

/**
 * A pattern of Oniguruma, in whose Ruby syntax the patterns of a tokenizer.json are, as one for JavaScript's `u` flag.
 *
 * @throws PatternError for what has no counterpart: nested classes and intersections, `\X`, `\K`, `\G`, conditionals,
 * and the flags but `i`
 */
export function translateOniguruma(pattern: string): string {
  return new Translation(pattern).translate();
}

class Translation {
  readonly pattern: string;
  #at = 0;
  #out = "";
  /** Where the last atom began, which a quantifier applies to; −1 if there is none. */
  #atom = -1;
  /** For each open group where it began, and what closes it. */
  readonly #groups: { start: number; close: string }[] = [];
  #atomics = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  translate(): string {
    while (this.#at < this.pattern.length) this.#next();
    while (this.#groups.at(-1)?.close.startsWith("))")) this.#closeGroup();
    if (this.#groups.length > 0) this.#refuse("an open group");
    return this.#out;
  }

  #next(): void {
    const char = this.#take();
    if (char === "\\") this.#emitAtom(this.#escape(escapes));
    else if (char === "[") this.#emitAtom(this.#class());
    else if (char === "(") this.#openGroup();
    else if (char === ")") this.#closeGroup();
    else if (char === "|") this.#emit("|");
    // Lines end at line feeds only, and the empty line behind the last one is none.
    else if (char === "^") this.#emit("(?<![^\\n])(?:(?<![^])|(?=[^]))");
    else if (char === "$") this.#emit("(?![^\\n])");
    else if (char === ".") this.#emitAtom("[^\\n]");
    else if ("*+?".includes(char)) this.#quantify(char);
    else if (char === "{") this.#interval();
    else this.#emitAtom(literal(char));
  }

  #take(): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.#at) ?? 0);
    this.#at += char.length;
    return char;
  }

  /** What matches a sticky pattern here, which is then behind us. */
  #takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.pattern);
    if (match) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }

  #emit(text: string): void {
    this.#atom = -1;
    this.#out += text;
  }

  #emitAtom(text: string): void {
    this.#atom = this.#out.length;
    this.#out += text;
  }

  #refuse(what: string): never {
    throw new PatternError(`the regular expression has ${what}, which is not supported`, this.pattern);
  }

  #escape(known: Record<string, string>): string {
    if (this.#at >= this.pattern.length) this.#refuse("a backslash at its end");
    const property = this.#takeMatch(/([pP])\{(\^?)([\w ]+)\}/y);
    if (property) {
      const [, letter, not, name = ""] = property;
      return this.#property(name, (letter === "P") !== (not === "^"));
    }
    const point = this.#takeMatch(/(?:x\{([0-9A-Fa-f]{1,8})\}|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4}))/y);
    if (point) return `\\u{${point[1] ?? point[2] ?? point[3]}}`;
    const backReference = this.#takeMatch(/[1-9]\d*|k<\w+>/y);
    if (backReference) return `\\${backReference[0]}`;
    const char = this.#take();
    const translated = known[char] ?? controls[char];
    if (translated) return translated;
    if (/[A-Za-z0-9]/.test(char)) this.#refuse(`\\${char}`);
    return literal(char);
  }

  #property(name: string, negated: boolean): string {
    const letter = negated ? "P" : "p";
    for (const property of [name, `Script=${name}`]) {
      try {
        return new RegExp(`\\${letter}{${property}}`, "u").source;
      } catch {}
    }
    const known = posix[name.toLowerCase()];
    if (!known) this.#refuse(`\\${letter}{${name}}`);
    return negated ? `[^${known}]` : `[${known}]`;
  }

  #class(): string {
    let items = this.#takeMatch(/\^/y) ? "^" : "";
    // A bracket at the beginning is a literal.
    if (this.#takeMatch(/\]/y)) items += "\\]";
    while (true) {
      if (this.#at >= this.pattern.length) this.#refuse("an open class");
      const named = this.#takeMatch(/\[:(\w+):\]/y);
      if (named) {
        items += posix[named[1] as string] ?? this.#refuse(named[0]);
        continue;
      }
      if (this.#takeMatch(/&&/y)) this.#refuse("an intersection of classes");
      const char = this.#take();
      if (char === "]") return `[${items}]`;
      if (char === "[") this.#refuse("a class within a class");
      if (char === "\\") {
        const escaped = this.#escape(classEscapes);
        const item = escaped === "-" ? "\\-" : escaped;
        items += item.startsWith("[") && item.length > 2 ? this.#refuse("such a property in a class") : item;
      } else if (char === "-") items += this.#isRange(items) ? "-" : "\\-";
      else items += literal(char);
    }
  }

  /** Whether a hyphen here is between the ends of a range. */
  #isRange(before: string): boolean {
    const isClass = /\\[pP]\{[^}]*\}$|^\^?$/.test(before);
    return (
      !isClass && this.pattern[this.#at] !== "]" && !/^\\[wWdDsShHpP]/.test(this.pattern.slice(this.#at))
    );
  }

  #openGroup(): void {
    const start = this.#out.length;
    const plain = this.#takeMatch(/\?(?::|=|!|<=|<!|<[A-Za-z_]\w*>|i:|-i:)/y);
    if (plain || this.pattern[this.#at] !== "?") {
      this.#emit(`(${plain?.[0] ?? ""}`);
      this.#groups.push({ start, close: ")" });
    } else if (this.#takeMatch(/\?>/y)) {
      const name = this.#atomicName();
      this.#emit(`(?:(?=(?<${name}>`);
      this.#groups.push({ start, close: `))\\k<${name}>)` });
    } else if (this.#takeMatch(/\?i\)/y)) {
      // For what is left of the enclosing group, in which alternatives belong to it as well.
      this.#emit("(?:(?i:");
      this.#groups.push({ start, close: "))" });
    } else if (!this.#takeMatch(/\?#[^)]*\)/y)) {
      this.#refuse(`(${this.pattern.slice(this.#at, this.#at + 3)}`);
    }
  }

  #closeGroup(): void {
    let group = this.#groups.pop();
    while (group?.close === "))") {
      this.#out += group.close;
      if (this.#at >= this.pattern.length && this.#groups.length === 0) return;
      group = this.#groups.pop();
    }
    if (!group) this.#refuse("a parenthesis that closes nothing");
    this.#out += group.close;
    this.#atom = group.start;
  }

  #atomicName(): string {
    this.#atomics += 1;
    return `atomic${this.#atomics}`;
  }

  #quantify(quantifier: string): void {
    if (this.#atom < 0) this.#refuse(`a quantifier without anything to repeat, ${quantifier}`);
    if (this.#takeMatch(/\?/y)) this.#out += `${quantifier}?`;
    else if (this.#takeMatch(/\+/y)) {
      // Possessive: what is matched is not given back, just as in a lookahead.
      const name = this.#atomicName();
      const atom = this.#out.slice(this.#atom);
      this.#out = `${this.#out.slice(0, this.#atom)}(?:(?=(?<${name}>${atom}${quantifier}))\\k<${name}>)`;
      return;
    } else this.#out += quantifier;
    this.#out = `${this.#out.slice(0, this.#atom)}(?:${this.#out.slice(this.#atom)})`;
  }

  #interval(): void {
    const interval = this.#takeMatch(/(\d*)(,?)(\d*)\}/y);
    if (!interval || (interval[1] === "" && interval[3] === "")) {
      if (interval) this.#at -= interval[0].length;
      this.#emitAtom("\\{");
      return;
    }
    const [, from, comma, to] = interval;
    if (this.#atom < 0) this.#refuse("an interval without anything to repeat");
    const lazy = comma && this.#takeMatch(/\?/y) ? "?" : "";
    this.#out = `${this.#out.slice(0, this.#atom)}(?:${this.#out.slice(this.#atom)}{${from || 0}${comma}${to}}${lazy})`;
  }
}

function literal(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) && char !== "-" ? `\\${char}` : char;
}
