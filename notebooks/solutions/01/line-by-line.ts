import type { pipeline } from "@llm-course/pipelines";

type Translator = Awaited<ReturnType<typeof pipeline<"translation">>>;

export const answer = async (translate: Translator, text: string) => {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const [made] = line === "" ? [] : await translate(line);
    lines.push(made?.translation_text ?? "");
  }
  return lines.join("\n");
};
