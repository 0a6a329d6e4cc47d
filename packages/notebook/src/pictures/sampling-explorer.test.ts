import {
  generate,
  type LogitsProcessor,
  minP,
  repetitionPenalty,
  temperature,
  topK,
  topP,
} from "@llm-course/generation";
import { describe, expect, it } from "vitest";
import { InvalidMediaError } from "../errors.ts";
import { jupyterDisplay, type MimeBundle } from "../mime-bundle.ts";
import { functionModel } from "./language-model.fixture.ts";
import { samplingExplorer } from "./sampling-explorer.ts";
import { drawToken, nextToken, type SamplingSettings } from "./shared/next-token.ts";
import { randomStream } from "./shared/random-stream.ts";

const random = randomStream(7);
const uniform = (low: number, high: number) => low + (high - low) * random();
const off: SamplingSettings = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };

/** Logits of a vocabulary, some of them equal. */
const randomLogits = (size: number) =>
  Float32Array.from({ length: size }, () => Math.round(uniform(-6, 6) * 8) / 8);

const randomSettings = (): SamplingSettings => ({
  repetitionPenalty: random() < 0.5 ? 1 : uniform(1, 2),
  temperature: uniform(0.1, 3),
  topK: random() < 0.4 ? 0 : Math.ceil(uniform(0, 40)),
  topP: random() < 0.4 ? 1 : uniform(0.05, 1),
  minP: random() < 0.5 ? 0 : uniform(0, 0.5),
});

function processed(logits: Float32Array, previous: number[], settings: SamplingSettings): number[] {
  const { topK: k, topP: p, minP: min } = settings;
  const processors: LogitsProcessor[] = [
    repetitionPenalty(settings.repetitionPenalty),
    temperature(settings.temperature),
    ...(k > 0 ? [topK(k)] : []),
    ...(p < 1 ? [topP(p)] : []),
    ...(min > 0 ? [minP(min)] : []),
  ];
  const context = { row: 0, promptLength: previous.length };
  let scores: Float32Array = logits.slice();
  for (const process of processors) scores = process(scores, previous, context);
  const weights = Array.from(scores, (score) => Math.exp(score - Math.max(...scores)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe("the probabilities of the page", () => {
  it("are those of generation's processors, and what is cut is the same", () => {
    for (let round = 0; round < 300; round++) {
      const logits = randomLogits(Math.ceil(uniform(1, 80)));
      const previous = Array.from({ length: 5 }, () => Math.floor(uniform(0, logits.length)));
      const settings = randomSettings();
      const { after, cuts } = nextToken(logits, previous, settings);
      const expected = processed(logits, previous, settings);
      expect(Array.from(after, (share) => share > 0)).toEqual(expected.map((share) => share > 0));
      expect(cuts.map((cut) => cut === undefined)).toEqual(expected.map((share) => share > 0));
      for (const [id, share] of expected.entries()) expect(after[id]).toBeCloseTo(share, 12);
    }
  });

  it("give the tokens that generate draws with the same seed", async () => {
    const logits = randomLogits(60);
    const model = functionModel(60, () => logits.slice());
    for (const seed of [0, 1, 12345]) {
      const options = {
        doSample: true,
        seed,
        maxNewTokens: 50,
        temperature: 1.5,
        topK: 30,
        eosTokenId: null,
      };
      const { newTokens } = await generate(model, { inputIds: [[1]] }, options);
      const next = nextToken(logits, [], { ...off, temperature: 1.5, topK: 30 });
      const stream = randomStream(seed);
      expect(Array.from({ length: 50 }, () => drawToken(next, stream))).toEqual(newTokens[0]);
    }
  });
});

describe("samplingExplorer", () => {
  const bundle = (options: Parameters<typeof samplingExplorer>[0]) =>
    samplingExplorer(options)[jupyterDisplay]() as MimeBundle;

  it("says in words what is drawn and what is cut, and draws it", () => {
    const shown = bundle({
      ...{ logits: [3, 2, 1, 0].map((logit) => Math.log(2) * logit), tokens: ["a", "b", " c", "d"] },
      ...{ prompt: "x", topK: 3, rows: 3 },
    });
    expect(shown["text/plain"]).toBe(
      '[picture: The probabilities of the token after "x" with temperature 1, top-k 3: ' +
        "a 57.1 %, b 28.6 %, ␣c 14.3 %, 1 other token none kept.]",
    );
    expect(shown["image/svg+xml"]).toContain(">␣c</text>");
    expect(shown["image/svg+xml"]).toContain("57.1 %");
  });

  it("refuses logits that have been cut already", () => {
    expect(() => bundle({ logits: [1, -Infinity], tokens: ["a", "b"], prompt: "" })).toThrow(
      InvalidMediaError,
    );
    expect(() => bundle({ logits: [], tokens: [], prompt: "" })).toThrow(InvalidMediaError);
  });
});
