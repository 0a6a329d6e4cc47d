/** The four sentences on which sections 6.5 to 6.7 of the course train. */
export const courseCorpus: readonly string[] = [
  "This is the Hugging Face Course.",
  "This chapter is about tokenization.",
  "This section shows several tokenizer algorithms.",
  "Hopefully, you will be able to understand how they are trained and generate tokens.",
];

/** The words with which the course walks through each algorithm. */
export const courseWords: ReadonlyMap<string, number> = new Map([
  ["hug", 10],
  ["pug", 5],
  ["pun", 12],
  ["bun", 4],
  ["hugs", 5],
]);
