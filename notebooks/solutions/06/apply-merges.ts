export const answer = (word: string, merges: [first: string, second: string][], alphabet: Set<string>) => {
  let tokens = [...word].map((character) => (alphabet.has(character) ? character : "[UNK]"));
  for (const [first, second] of merges) {
    const joined: string[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const found = tokens[i] === first && tokens[i + 1] === second;
      joined.push(found ? first + second : (tokens[i] ?? ""));
      if (found) i++;
    }
    tokens = joined;
  }
  return tokens;
};
