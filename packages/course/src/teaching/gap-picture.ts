import { html } from "@llm-course/notebook";

const width = 320;
const margin = 14;

/**
 * Guess and result as two marks on one line, from zero (or the smaller of the two) to the larger. An outline for the
 * guess and a disc for the result, so that it can be read without colours; drawn in the text's own colour for dark pages.
 */
export function gapPicture(guess: number, actual: number, description: string) {
  const low = Math.min(0, guess, actual);
  const high = Math.max(0, guess, actual);
  const x = (value: number) =>
    (margin + ((value - low) / (high - low || 1)) * (width - 2 * margin)).toFixed(1);
  return html`<svg role="img" aria-label="${description}" width="${width}" height="46" viewBox="0 0 ${html.raw(String(width))} 46" style="display:block;margin-top:0.4em">
<g fill="none" stroke="currentColor"><path d="M${x(low)} 14H${x(high)}" stroke-opacity="0.4"/>
<path d="M${x(guess)} 14H${x(actual)}" stroke-width="3"/>
<circle cx="${x(guess)}" cy="14" r="6" stroke-width="2"/><circle cx="${x(actual)}" cy="14" r="6" fill="currentColor"/></g>
<g fill="currentColor" font-size="11" font-family="sans-serif"><circle cx="6" cy="38" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/><text x="15" y="42">your guess</text>
<circle cx="96" cy="38" r="4"/><text x="105" y="42">what came out</text></g></svg>`;
}
