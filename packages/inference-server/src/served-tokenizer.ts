import type { PreTrainedTokenizer } from "@llm-course/tokenizers";
import type { ServedTokenizer } from "./served-model.ts";
import { findFirst } from "./text/find-first.ts";

/** A tokenizer of `@llm-course/tokenizers` as a server needs it. */
export function servedTokenizer(tokenizer: PreTrainedTokenizer): ServedTokenizer {
  const special = [...tokenizer.engine.addedTokens].filter(([, token]) => token.special);
  const ids = new Set(special.map(([id]) => id));
  // What its chats are made of counts, too, whether it is called special or not.
  const template = JSON.stringify(tokenizer.chatTemplate ?? "");
  const specialTexts = [...tokenizer.engine.addedTokens.values()]
    .filter((token) => token.special || template.includes(token.content))
    .map(({ content }) => content);
  const encodePart = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  return {
    specialTexts,
    encodePrompt: (text) => tokenizer.encode(text),
    isSpecial: (tokenId) => ids.has(tokenId),
    decode: (tokenIds, skipSpecialTokens) => tokenizer.decode(tokenIds, { skipSpecialTokens }),
    renderChat: (messages) =>
      tokenizer.applyChatTemplate(messages, { tokenize: false, addGenerationPrompt: true }),
    async encode(text, allowed) {
      const cuts = allowed ? [text] : cut(text, specialTexts);
      return (await Promise.all(cuts.map(encodePart))).flat();
    },
  };
}

/** Cuts a text inside of each special one after its first character, so that none is left to be found. */
function cut(text: string, specialTexts: readonly string[]): string[] {
  const found = findFirst(text, specialTexts);
  if (!found) return text === "" ? [] : [text];
  const after = found.at + 1;
  return [text.slice(0, after), ...cut(text.slice(after), specialTexts)];
}
