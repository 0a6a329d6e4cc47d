export const answer = (word: string, vocab: Set<string>) => {
  if (word.length > 100) return ["[UNK]"];
  const tokens: string[] = [];
  for (let start = 0, end = word.length; start < word.length; start = end) {
    const piece = () => (start === 0 ? "" : "##") + word.slice(start, end);
    end = word.length;
    while (end > start && !vocab.has(piece())) end--;
    if (end === start) return ["[UNK]"];
    tokens.push(piece());
  }
  return tokens;
};
