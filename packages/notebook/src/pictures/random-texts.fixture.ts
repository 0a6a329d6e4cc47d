const fragments = [
  ..."The quick brown fox tokenizers unbelievable Hugging Face 2026 naïve café İstanbul ΣΊΣΥΦΟΣ straße".split(
    " ",
  ),
  ..."don't we'll they're I'd . , ! ? ... -- $5.00 ½ Ⅷ a_b <div> & @user #tag `code` [x] (y) {z}".split(" "),
  ..."你好世界 日本語 한국어 привет שלום مرحبا हिन्दी ไทย 🤗 👩‍👩‍👧 🇫🇷 é e\u0301 a\u0323\u0302 \u0301 ﬁ".split(
    " ",
  ),
  ...["[MASK]", "[CLS]", "<|endoftext|>", "<|im_start|>", "</script>", "<img onerror=x>", "x".repeat(101)],
  ...[
    " ",
    "  ",
    "\n",
    "\t",
    "\r\n",
    "\u00a0",
    "\u200b",
    "\u0085",
    "\u3000",
    "\ufeff",
    "\0",
    "\u0007",
    "\ufffd",
    "\ud800",
  ],
];

/** Texts of every kind of character, the same for a seed. */
export function randomTexts(seed: number, count: number): string[] {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () => {
    const pieces = Array.from(
      { length: below(12) },
      () => fragments[below(fragments.length)] + " ".repeat(below(3)),
    );
    return pieces.join("");
  });
}
