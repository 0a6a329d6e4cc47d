export const answer = (logits: number[][], id2label: Record<number, string>) =>
  logits.map((row) => {
    const powers = row.map((logit) => Math.exp(logit));
    const sum = powers.reduce((total, power) => total + power, 0);
    const best = powers.indexOf(Math.max(...powers));
    return { label: id2label[best], score: (powers[best] ?? 0) / sum };
  });
