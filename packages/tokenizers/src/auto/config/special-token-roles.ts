/** What special tokens are for, in the order in which Hugging Face lists them. */
export const roles = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"] as const;

export type Role = (typeof roles)[number];

/** The tokens by their roles, as in `{ padToken: "[PAD]" }`. */
export type SpecialTokensLike<Token> = { readonly [R in Role as `${R}Token`]?: Token } & {
  /** Others that decoding leaves out. */
  readonly additionalSpecialTokens?: readonly Token[];
};

/** Takes the roles out of an object with properties like `padToken`. */
export function tokensByRole<Token>(tokens: SpecialTokensLike<Token>): Map<Role, Token> {
  const given = tokens as Readonly<Record<string, Token | undefined>>;
  return new Map(
    roles.flatMap((role): [Role, Token][] => {
      const token = given[`${role}Token`];
      return token === undefined ? [] : [[role, token]];
    }),
  );
}
