// M. Porter, "An algorithm for suffix stripping", 1980, with the departures that NLTK's PorterStemmer has by default.

const irregular: ReadonlyMap<string, string> = new Map([
  ...["sky", "news", "howe", "proceed", "exceed", "succeed"].map((word) => [word, word] as const),
  ...["inning", "outing", "canning"].flatMap((word) => [[word, word] as const, [`${word}s`, word] as const]),
  ["skies", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
]);

/** The word's letters as c(onsonants) and v(owels): a y is a vowel behind a consonant. */
function shape(word: string): string {
  let letters = "";
  for (const letter of word)
    letters += "aeiou".includes(letter) || (letter === "y" && letters.endsWith("c")) ? "v" : "c";
  return letters;
}

/** Porter's m: how often a vowel is followed by a consonant. */
const measure = (stem: string) => shape(stem).split("vc").length - 1;
const hasMeasure = (stem: string) => measure(stem) > 0;
const hasMoreMeasure = (stem: string) => measure(stem) > 1;

/** Porter's *o: consonant, vowel and a consonant other than w, x and y at the end; for NLTK also two letters as in "at". */
function endsShort(stem: string): boolean {
  const letters = shape(stem);
  return letters === "vc" || (letters.endsWith("cvc") && !/[wxy]$/.test(stem));
}

type Rule = readonly [suffix: string, replacement: string, condition?: (stem: string) => boolean];

/** Only the first rule whose suffix the word has is tried. */
function apply(word: string, rules: readonly Rule[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (!rule) return word;
  const [suffix, replacement, condition] = rule;
  const stem = word.slice(0, word.length - suffix.length);
  return condition === undefined || condition(stem) ? stem + replacement : word;
}

const rulesOf = (text: string, condition: (stem: string) => boolean): Rule[] =>
  text.split(" ").map((rule): Rule => {
    const [suffix = "", replacement = ""] = rule.split(">");
    return [suffix, replacement, condition];
  });

const plurals: Rule[] = [
  ["sses", "ss"],
  ["ies", "i"],
  ["ss", "ss"],
  ["s", ""],
];
const doubleSuffixes: Rule[] = [
  ...rulesOf(
    "ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ation>ate " +
      "ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble fulli>ful",
    hasMeasure,
  ),
  // The l counts, so that geology and archaeology fare alike.
  ["logi", "log", (stem) => hasMeasure(`${stem}l`)],
];
const endings = rulesOf("icate>ic ative> alize>al iciti>ic ical>ic ful> ness>", hasMeasure);
const singleSuffixes: Rule[] = [
  ...rulesOf("al ance ence er ic able ible ant ement ment ent", hasMoreMeasure),
  ["ion", "", (stem) => hasMoreMeasure(stem) && /[st]$/.test(stem)],
  ...rulesOf("ou ism ate iti ous ive ize", hasMoreMeasure),
];

function withoutPast(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return hasMeasure(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const stem = /^(.*)(?:ed|ing)$/.exec(word)?.[1];
  if (stem === undefined || !shape(stem).includes("v")) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (stem.at(-1) === stem.at(-2) && shape(stem).endsWith("c"))
    return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function withoutDoubleSuffix(word: string): string {
  const adverb = word.endsWith("alli") && hasMeasure(word.slice(0, -4));
  return adverb ? withoutDoubleSuffix(word.slice(0, -2)) : apply(word, doubleSuffixes);
}

/**
 * The stem of an English word in lower case, the same for "relate", "related" and "relational": "relat". It is no word, only
 * what such words have in common.
 */
export function porterStem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined || word.length <= 2) return known ?? word;
  let stem = /^.ies$/.test(word) ? word.slice(0, -1) : apply(word, plurals);
  stem = withoutPast(stem);
  stem = apply(stem, [["y", "i", (before) => before.length > 1 && shape(before).endsWith("c")]]);
  stem = withoutDoubleSuffix(stem);
  stem = apply(stem, endings);
  stem = apply(stem, singleSuffixes);
  const silent = stem.endsWith("e") ? stem.slice(0, -1) : "";
  if (hasMoreMeasure(silent) || (measure(silent) === 1 && !endsShort(silent))) stem = silent;
  return stem.endsWith("ll") && hasMoreMeasure(stem.slice(0, -1)) ? stem.slice(0, -1) : stem;
}
