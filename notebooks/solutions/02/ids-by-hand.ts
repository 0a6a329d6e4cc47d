interface TokenizerSteps {
  tokenize(text: string): Promise<string[]>;
  convertTokensToIds(tokens: string[]): number[];
  clsTokenId: number;
  sepTokenId: number;
}

export const answer = async (tokenizer: TokenizerSteps, texts: string[]) => {
  const rows: number[][] = [];
  for (const text of texts) {
    const ids = tokenizer.convertTokensToIds(await tokenizer.tokenize(text));
    rows.push([tokenizer.clsTokenId, ...ids, tokenizer.sepTokenId]);
  }
  return rows;
};
