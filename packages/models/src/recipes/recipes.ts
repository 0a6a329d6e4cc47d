import type { Recipe } from "../zoo/recipe.ts";
import { chat } from "./chat.ts";
import { code } from "./code.ts";
import { digits } from "./digits.ts";
import { emotion } from "./emotion.ts";
import { english } from "./english.ts";
import { fillMask } from "./fill-mask.ts";
import { inference } from "./inference.ts";
import { namedEntities } from "./named-entities.ts";
import { partOfSpeech } from "./part-of-speech.ts";
import { reading } from "./reading.ts";
import { sentiment } from "./sentiment.ts";
import { summarization } from "./summarization.ts";
import { toxicity } from "./toxicity.ts";
import { translation } from "./translation.ts";

/** All models of the zoo. */
export const recipes: readonly Recipe[] = [
  ...[sentiment, emotion, toxicity, inference],
  ...[namedEntities, partOfSpeech],
  ...[reading, fillMask, digits],
  ...[english, code, chat],
  ...[translation, summarization],
];
