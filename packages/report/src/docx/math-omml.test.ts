import { ImportedXmlComponent } from "docx";
import { decodeXML } from "entities";
import { expect, test } from "vitest";
import { mathOmml } from "./math-omml.ts";

/** Without the namespaces, the font that all runs have, and runs that say nothing but their text. */
const short = (tex: string, display = false): string =>
  (mathOmml(tex, { display }) ?? "")
    .replace(/^<m:oMath[^>]*>(.*)<\/m:oMath>$/, "$1")
    .replaceAll(/<w:rPr>.*?<\/w:rPr>/g, "")
    .replaceAll(/<m:r><m:t xml:space="preserve">(.*?)<\/m:t><\/m:r>/g, "$1");

// The elements are those of ECMA-376, part 1, section 22.1.2, in its order of children.
test.each([
  ["x", "x"],
  ["\\frac{a}{b}", "<m:f><m:num>a</m:num><m:den>b</m:den></m:f>"],
  [
    "\\binom{n}{k}",
    '<m:d><m:dPr><m:begChr m:val="("/><m:endChr m:val=")"/></m:dPr><m:e>' +
      '<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>n</m:num><m:den>k</m:den></m:f></m:e></m:d>',
  ],
  ["x_i^2", "<m:sSubSup><m:e>x</m:e><m:sub>i</m:sub><m:sup>2</m:sup></m:sSubSup>"],
  ["\\sqrt[3]{x}", "<m:rad><m:radPr></m:radPr><m:deg>3</m:deg><m:e>x</m:e></m:rad>"],
  ["\\hat{y}", '<m:acc><m:accPr><m:chr m:val="\u0302"/></m:accPr><m:e>y</m:e></m:acc>'],
  ["\\overline{x}", '<m:bar><m:barPr><m:pos m:val="top"/></m:barPr><m:e>x</m:e></m:bar>'],
  [
    "\\begin{matrix}a&b\\\\c&d\\end{matrix}",
    "<m:m><m:mr><m:e>a</m:e><m:e>b</m:e></m:mr><m:mr><m:e>c</m:e><m:e>d</m:e></m:mr></m:m>",
  ],
])("writes %s as Word's own", (tex, expected) => {
  expect(short(tex)).toBe(expected);
});

test("a sum has its limits and takes what follows it", () => {
  const sum = (place: string) =>
    `<m:nary><m:naryPr><m:chr m:val="∑"/><m:limLoc m:val="${place}"/></m:naryPr>` +
    "<m:sub>i=1</m:sub><m:sup>n</m:sup><m:e><m:sSub><m:e>x</m:e><m:sub>i</m:sub></m:sSub></m:e></m:nary>+1";
  expect(short("\\sum_{i=1}^n x_i + 1")).toBe(sum("subSup"));
  expect(short("\\sum_{i=1}^n x_i + 1", true)).toBe(sum("undOvr"));
});

test("names of functions are one upright word", () => {
  const word = '<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t xml:space="preserve">softmax</m:t></m:r>';
  expect(short("\\mathrm{softmax}(x)")).toBe(`${word}(x)`);
});

test.each([
  "\\mathrm{softmax}(QK^\\top/\\sqrt{d})\\,V",
  "\\lim_{x\\to 0} \\|x\\| \\left(\\frac{a}{b}\\right) \\text{if } x<0",
  "\\underbrace{a+b}_{n} \\overbrace{x}^{2} \\underline{y}",
  "\\mathbb{R} \\mathbf{x} \\mathcal{L} \\arg\\max_\\theta p(x_t \\mid x_{<t})",
  "\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt\\pi}{2}",
  "\\begin{cases}1 & x>0\\\\0 & \\text{else}\\end{cases}",
  "\\prod_{t} p(x_t) \\quad \\boxed{a} \\phantom{b} \\stackrel{!}{=}",
])("is XML, and has each letter of %s", (tex) => {
  const omml = mathOmml(tex) ?? "";
  expect(() => ImportedXmlComponent.fromXmlString(omml)).not.toThrow(); // its parser is strict
  const letters = (text: string) => [...text].filter((each) => /[a-zA-Z0-9]/.test(each)).sort();
  const written = tex
    .replaceAll(/\\(?:text|mathrm)\{(.*?)\}/g, "$1")
    .replaceAll(/\{cases\}|\\(?!arg|max|lim)[a-z]+/gi, "");
  const shown = [...omml.matchAll(/<m:t xml:space="preserve">(.*?)<\/m:t>/g)].map(([, text = ""]) =>
    decodeXML(text),
  );
  expect(letters(shown.join(""))).toEqual(letters(written));
});

test("TeX that is none is left to the caller", () => {
  expect(mathOmml("\\frac{a")).toBeUndefined();
  expect(mathOmml("a < b & c")).toBeUndefined();
});
