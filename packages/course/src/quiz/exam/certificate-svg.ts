import { html } from "@llm-course/notebook";
import { chapters } from "../../data/chapters.ts";
import { passMark } from "./exam-of.ts";

export interface CertificateFacts {
  name: string;
  chapter: number;
  score: number;
  total: number;
  /** As 2030-01-31. */
  date: string;
  /** What the repository was at. */
  commit?: string;
}

/** The most letters of a size that fit in a line, for a font that is not too wide. */
const fitting = (text: string, size: number) => Math.min(size, 1300 / Math.max(1, [...text].length));

// XML has no other control characters.
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ");

/** A certificate as a picture that says what it is worth. */
export function certificateSvg({ name, chapter, score, total, date, commit }: CertificateFacts): string {
  const title = `Chapter ${chapter}: ${chapters[chapter]?.title}`;
  const result = `${score} of ${total} answers right (${Math.round((100 * score) / total)} %; ${100 * passMark} % pass)`;
  const place = `${date}${commit === undefined ? "" : `, commit ${commit}`}`;
  const shown = printable(name);
  const words = `${shown} has passed the exam on ${title}, with ${result}, on ${place}.`;
  return `${
    html`<svg xmlns="http://www.w3.org/2000/svg" width="842" height="595" viewBox="0 0 842 595" role="img" aria-labelledby="title words" font-family="Georgia, 'Times New Roman', serif" text-anchor="middle">
<title id="title">Certificate</title>
<desc id="words">${words}</desc>
<rect width="842" height="595" fill="#fffdf7"/>
<rect x="24" y="24" width="794" height="547" fill="none" stroke="#2b5d8b" stroke-width="3"/>
<rect x="33" y="33" width="776" height="529" fill="none" stroke="#c8a24a" stroke-width="1"/>
<g fill="#1f2d3a">
<text x="421" y="112" font-size="18" letter-spacing="4">THE LLM COURSE IN TYPESCRIPT</text>
<text x="421" y="172" font-size="44">Certificate</text>
<text x="421" y="265" font-size="${fitting(shown, 40)}" font-weight="bold" fill="#2b5d8b">${shown}</text>
<path d="M221 284h400" stroke="#c8a24a"/>
<text x="421" y="330" font-size="19">has passed the exam on</text>
<text x="421" y="370" font-size="${fitting(title, 26)}">${title}</text>
<text x="421" y="412" font-size="18">with ${result}</text>
<text x="421" y="462" font-size="15">${place}</text>
<text x="421" y="530" font-size="13" fill="#55616c">An honour system: questions and keys can be read by everybody who takes the course,</text>
<text x="421" y="547" font-size="13" fill="#55616c">and nobody watched. It says what its owner says of themselves.</text>
</g>
</svg>`.markup
  }\n`;
}
