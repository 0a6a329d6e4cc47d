/** Work for `map` that only JavaScript can do: how often each length of word occurs in a text. */
export function wordLengths({ text }: { text: string[] }): { lengths: number[][] } {
  const lengths = text.map((each) => {
    const counts: number[] = new Array(16).fill(0);
    for (let round = 0; round < 20; round++)
      for (const word of each.split(/\W+/u)) {
        const length = Math.min(15, word.normalize("NFKD").toLowerCase().length);
        counts[length] = (counts[length] as number) + 1;
      }
    return counts;
  });
  return { lengths };
}
