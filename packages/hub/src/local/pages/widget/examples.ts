import { z } from "zod";

const words = z.string().max(5000);

/** One example of a card's `widget`; the fields that its task needs. */
const example = z.object({
  text: words.optional(),
  context: words.optional(),
  candidate_labels: z.union([words, z.array(words).transform((labels) => labels.join(", "))]).optional(),
  source_sentence: words.optional(),
  sentences: z.array(words).optional(),
  example_title: z.string().max(100).optional(),
});

export type WidgetExample = z.output<typeof example>;

const maxExamples = 10;

/** The examples in a card's metadata that can be read; pictures and sounds of elsewhere are left out. */
export function widgetExamples(cardData: Record<string, unknown> | undefined): WidgetExample[] {
  const given = Array.isArray(cardData?.widget) ? cardData.widget : [];
  return given
    .flatMap((value: unknown) => example.safeParse(value).data ?? [])
    .filter(({ text, source_sentence }) => text !== undefined || source_sentence !== undefined)
    .slice(0, maxExamples);
}

/** What a button for it says. */
export const exampleTitle = ({ example_title, text, source_sentence }: WidgetExample): string => {
  const title = example_title ?? text ?? source_sentence ?? "";
  return title.length > 60 ? `${title.slice(0, 59)}…` : title;
};
