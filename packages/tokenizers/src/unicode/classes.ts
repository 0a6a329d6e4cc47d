import {
  formerMarks,
  formerNonspacingMarks,
  formerPunctuation,
  newControls,
  newDecompositions,
  newIn17,
  newMarks,
  newPunctuation,
  nonspacingMarksOf9,
} from "./versions.ts";

// Regular expressions for one character of a class of the Rust library. They are global, for matchAll and replace.

export const whiteSpace = /\p{White_Space}/gu;

/** Unicode's punctuation and all of ASCII that is neither letter, digit nor space, such as `$`. */
export const punctuation = new RegExp(
  `(?![${newPunctuation}])[\\p{P}!-/:-@\\[-\`{-~${formerPunctuation}]`,
  "gu",
);

/** Anything with a numeric value: digits, but also ½, Ⅷ and ③. */
export const numeric = /\p{N}/gu;

/** What BERT deletes: NUL, U+FFFD and controls that are no white space to it. */
export const bertControls = new RegExp(
  `(?![${newControls}])[\\p{Cc}\\p{Cf}\\p{Co}\\uFFFD](?<![\\t\\n\\r])`,
  "gu",
);

/** Blocks of ideographs. BERT's own list has U+2B820 too; the library's begins a hundred lines later, at U+2B920. */
export const bertIdeographs =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

/** The accents that BERT strips. */
export const nonspacingMarks = new RegExp(
  `(?![${newMarks}${nonspacingMarksOf9}])[\\p{Mn}${formerNonspacingMarks}]`,
  "gu",
);

/** The accents that StripAccents strips. */
export const combiningMarks = new RegExp(`(?![${newMarks}])[\\p{M}${formerMarks}]`, "gu");

/** What the library's normalization forms leave alone, since its tables do not have it. */
export const unknownToNormalization = new RegExp(`[${newMarks}${newDecompositions}]`, "u");

/** What regular expressions take for unassigned, and U+0295, which they take for a lower-case letter. */
export const unknownToRegex = new RegExp(`[${newIn17}\\u0295]`, "gu");

/** What `\w` is to Unicode and the crate `regex`, for the inside of a class. */
export const word = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";
