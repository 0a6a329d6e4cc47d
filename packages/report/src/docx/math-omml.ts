import { escapeUTF8 } from "entities";
import { parseDocument } from "htmlparser2";
import katex from "katex";

/** What is read of a node of MathML: an element, or a text in `data`. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

/**
 * TeX as a formula of Word, `m:oMath` of Office Math Markup (ECMA-376, part 1, section 22.1), through the MathML that KaTeX makes
 * of it. Undefined for TeX that KaTeX does not know.
 */
export function mathOmml(tex: string, { display = false }: { display?: boolean } = {}): string | undefined {
  let html: string;
  try {
    html = katex.renderToString(tex, {
      displayMode: display,
      ...{ output: "mathml", strict: "ignore", trust: false },
    });
  } catch {
    return undefined;
  }
  const document: Node = parseDocument(html, { xmlMode: true, decodeEntities: true });
  const math = find(document, "semantics")?.children?.[0];
  return `<m:oMath xmlns:m="${namespace}" xmlns:w="${words}">${math ? write(math) : ""}</m:oMath>`;
}

const namespace = "http://schemas.openxmlformats.org/officeDocument/2006/math";
const words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

function write(node: Node): string {
  const parts = children(node);
  const [first, second, third] = parts;
  switch (node.name) {
    case "mi":
    case "mn":
    case "mo":
      return run(textOf(node), variant(node));
    case "mtext":
    case "ms":
      return run(textOf(node), "<m:nor/>");
    case "mspace":
      return Number.parseFloat(node.attribs?.width ?? "0") > 0 ? run("\u2009", "<m:nor/>") : "";
    case "mfrac": {
      const bar = node.attribs?.linethickness === "0px" ? '<m:fPr><m:type m:val="noBar"/></m:fPr>' : "";
      return element("f", bar + element("num", writeOne(first)) + element("den", writeOne(second)));
    }
    case "msqrt":
      return radical("", row(parts));
    case "mroot":
      return radical(writeOne(second), writeOne(first));
    case "msub":
      return script("sSub", first, { sub: second });
    case "msup":
      return script("sSup", first, { sup: second });
    case "msubsup":
      return script("sSubSup", first, { sub: second, sup: third });
    case "munder":
      return below(first, second);
    case "mover":
      return above(first, second);
    case "munderover":
      return limit("limUpp", limit("limLow", writeOne(first), writeOne(second)), writeOne(third));
    case "mtable":
      return element("m", parts.map((line) => element("mr", children(line).map(cell).join(""))).join(""));
    case "menclose":
      return element("borderBox", element("e", row(parts)));
    case "mphantom":
      return element("phant", `<m:phantPr><m:show m:val="0"/></m:phantPr>${element("e", row(parts))}`);
    default: // mrow, mstyle, mpadded, mtd
      return row(parts);
  }
}

/** Parts beside each other; sums take what follows them, and brackets what is between. */
function row(parts: readonly Node[]): string {
  const [first, last] = [parts[0], parts.at(-1)];
  if (parts.length > 1 && isFence(first) && isFence(last)) {
    const [begin, end] = [textOf(first), textOf(last)];
    const properties = `<m:dPr>${character("begChr", begin)}${character("endChr", end)}</m:dPr>`;
    return element("d", properties + element("e", row(parts.slice(1, -1))));
  }
  let written = "";
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Node;
    if (isUpright(part)) {
      // KaTeX writes "softmax" letter by letter.
      let word = textOf(part);
      while (isUpright(parts[i + 1])) word += textOf(parts[++i] as Node);
      written += run(word, variant(part));
      continue;
    }
    const sum = sumOf(part);
    // Word shows an empty box where a sum has nothing to sum.
    written += sum ? element("nary", sum + element("e", writeOne(parts[++i]))) : write(part);
  }
  return written;
}

/** The sign and limits of a sum, a product, an integral; undefined for anything else. */
function sumOf(part: Node): string | undefined {
  const [base, second, third] = children(part);
  if (!part.name || !base || !/^[∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂]$/u.test(textOf(base))) return undefined;
  const isAround = part.name === "munder" || part.name === "mover" || part.name === "munderover";
  if (!isAround && !/^msu[bp]/.test(part.name)) return undefined;
  const hasSub = part.name !== "mover" && part.name !== "msup";
  const [sub, sup] = hasSub ? [second, third] : [undefined, second];
  const properties =
    character("chr", textOf(base)) +
    `<m:limLoc m:val="${isAround ? "undOvr" : "subSup"}"/>` +
    (sub ? "" : '<m:subHide m:val="1"/>') +
    (sup ? "" : '<m:supHide m:val="1"/>');
  return `<m:naryPr>${properties}</m:naryPr>${element("sub", writeOne(sub))}${element("sup", writeOne(sup))}`;
}

function above(base: Node | undefined, mark: Node | undefined): string {
  const sign = mark ? textOf(mark) : "";
  if (/^[‾¯]$/.test(sign)) return bar("top", base);
  if (sign === "⏞") return group(sign, "top", base);
  const accent = accents[sign];
  if (accent === undefined) return limit("limUpp", writeOne(base), writeOne(mark));
  return element("acc", `<m:accPr>${character("chr", accent)}</m:accPr>${element("e", writeOne(base))}`);
}

function below(base: Node | undefined, mark: Node | undefined): string {
  const sign = mark ? textOf(mark) : "";
  if (/^[_‾¯]$/.test(sign)) return bar("bot", base);
  if (sign === "⏟") return group(sign, "bot", base);
  return limit("limLow", writeOne(base), writeOne(mark));
}

/** MathML's marks above a letter, and the combining characters that Word wants. */
const accents: Readonly<Record<string, string>> = {
  ...{ "^": "\u0302", "~": "\u0303", "˙": "\u0307", "¨": "\u0308", ˇ: "\u030c", "˘": "\u0306" },
  ...{ ˊ: "\u0301", ˋ: "\u0300", "⃗": "\u20d7", "→": "\u20d7", "˚": "\u030a", ˉ: "\u0305" },
};

const bar = (place: "top" | "bot", base: Node | undefined): string =>
  element("bar", `<m:barPr><m:pos m:val="${place}"/></m:barPr>${element("e", writeOne(base))}`);

const group = (sign: string, place: "top" | "bot", base: Node | undefined): string =>
  element(
    "groupChr",
    `<m:groupChrPr>${character("chr", sign)}<m:pos m:val="${place}"/>` +
      `<m:vertJc m:val="${place === "top" ? "bot" : "top"}"/></m:groupChrPr>${element("e", writeOne(base))}`,
  );

const limit = (kind: "limLow" | "limUpp", base: string, mark: string): string =>
  element(kind, element("e", base) + element("lim", mark));

const radical = (degree: string, base: string): string =>
  element(
    "rad",
    `<m:radPr>${degree ? "" : '<m:degHide m:val="1"/>'}</m:radPr>${element("deg", degree)}${element("e", base)}`,
  );

function script(kind: string, base: Node | undefined, marks: Record<string, Node | undefined>): string {
  const written = Object.entries(marks).map(([name, mark]) => element(name, writeOne(mark)));
  return element(kind, element("e", writeOne(base)) + written.join(""));
}

const cell = (part: Node): string => element("e", row(children(part)));

const writeOne = (part: Node | undefined): string => (part ? write(part) : "");

/** MathML's function application and its like are not seen, and Word would set them. */
function run(text: string, properties: string): string {
  const seen = text.replaceAll(/[\u2061-\u2064]/g, "");
  if (seen === "") return "";
  const font = '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/></w:rPr>';
  const set = properties === "" ? "" : element("rPr", properties);
  return element("r", `${set}${font}<m:t xml:space="preserve">${escapeUTF8(seen)}</m:t>`);
}

/** One letter is italic, more are upright, unless the MathML says otherwise. */
function variant(node: Node): string {
  const given = node.attribs?.mathvariant;
  const styles: Record<string, string> = {
    ...{ normal: "p", bold: "b", italic: "i", "bold-italic": "bi", script: "script", fraktur: "fraktur" },
    ...{ "double-struck": "double-struck", "sans-serif": "sans-serif", monospace: "monospace" },
  };
  const style = given === undefined ? undefined : styles[given];
  if (style !== undefined)
    return style.length > 2 ? `<m:scr m:val="${style}"/>` : `<m:sty m:val="${style}"/>`;
  return node.name === "mi" && [...textOf(node)].length > 1 ? '<m:sty m:val="p"/>' : "";
}

const isUpright = (node: Node | undefined): boolean =>
  node?.name === "mi" && node.attribs?.mathvariant === "normal" && /^\p{L}$/u.test(textOf(node));

const isFence = (node: Node | undefined): node is Node =>
  node?.name === "mo" && node.attribs?.fence === "true";

const element = (name: string, content: string): string => `<m:${name}>${content}</m:${name}>`;

const character = (name: string, value: string): string => `<m:${name} m:val="${escapeUTF8(value)}"/>`;

const children = (node: Node): Node[] => (node.children ?? []).filter(({ type }) => type === "tag");

const textOf = (node: Node): string => node.data ?? (node.children ?? []).map(textOf).join("");

function find(node: Node, name: string): Node | undefined {
  if (node.name === name) return node;
  for (const child of node.children ?? []) {
    const found = find(child, name);
    if (found) return found;
  }
  return undefined;
}
