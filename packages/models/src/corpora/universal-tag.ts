/** The universal part-of-speech tags of Petrov, Das and McDonald (2012). */
export const universalTags: readonly string[] = "NOUN VERB ADJ ADV PRON DET ADP NUM CONJ PRT . X".split(" ");

/** The first line that fits decides. The order matters where one tag begins with another's letters. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^(fw-|nil|$)/, "X"], // foreign words keep their tag behind "fw-"
  [/^(nn|np|nr|pn)/, "NOUN"],
  [/^(vb|md|be|do|hv)/, "VERB"],
  [/^(jj|ap|od)/, "ADJ"],
  [/^(rp|to|ex|uh|abl|abn)/, "PRT"],
  [/^(rb|rn|ql|wql|wrb|\*)/, "ADV"],
  [/^(pp\$(?!\$)|wp\$|at|dt|wdt|abx)/, "DET"],
  [/^(pp|wp)/, "PRON"],
  [/^(in|cs)/, "ADP"],
  [/^cd/, "NUM"],
  [/^cc/, "CONJ"],
];

/**
 * The coarse tag for one of the Brown corpus. Marks of titles and headlines (`nn-tl`) do not count, and of a
 * contraction (`ppss+bem` for "I'm") the first word does.
 */
export function universalTag(brownTag: string): string {
  const rule = rules.find(([pattern]) => pattern.test(brownTag));
  return rule ? rule[1] : ".";
}
