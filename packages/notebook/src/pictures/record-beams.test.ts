import { generate } from "@llm-course/generation";
import { describe, expect, it } from "vitest";
import { InvalidMediaError } from "../errors.ts";
import { functionModel } from "./language-model.fixture.ts";
import { recordBeams } from "./record-beams.ts";
import { type BeamRun, fateAt, pathTo } from "./shared/beam-run.ts";
import { randomStream } from "./shared/random-stream.ts";

const size = 6;
/** Other logits after each text. */
const logitsAfter = (ids: readonly number[]) => {
  const random = randomStream(ids.reduce((hash, id) => (Math.imul(hash, 31) + id + 7) >>> 0, 1));
  return Float32Array.from({ length: size }, () => 6 * random() - 3);
};
const logProbability = (ids: readonly number[]) => {
  const logits = logitsAfter([1, ...ids.slice(0, -1)]);
  return Math.log(
    Math.exp(logits[ids.at(-1) ?? 0] ?? 0) / logits.reduce((sum, logit) => sum + Math.exp(logit), 0),
  );
};
const sumTo = (ids: readonly number[]): number =>
  ids.length === 0 ? 0 : sumTo(ids.slice(0, -1)) + logProbability(ids);

const model = functionModel(size, logitsAfter);
const record = (numBeams: number[], eosTokenId: number | null, inputIds = [[1]]) =>
  recordBeams(
    (options) => generate(model, { inputIds }, { maxNewTokens: 4, eosTokenId, padTokenId: 0, ...options }),
    {
      ...{ numBeams, prompt: "1", token: String },
    },
  );
const idsTo = (run: BeamRun, place: number) => pathTo(run, place).map((at) => Number(run.nodes[at]?.token));
const sequences = (run: BeamRun, state: string, step: number) =>
  run.nodes
    .flatMap((node, place) => (node.state === state && node.step === step ? [idsTo(run, place).join()] : []))
    .sort();

describe("recordBeams", () => {
  it("has the beams of each step that a plain search has", async () => {
    for (const run of await record([2, 3], null)) {
      let beams: number[][] = [[]];
      for (let step = 1; step <= 4; step++) {
        const next = beams.flatMap((ids) => Array.from({ length: size }, (_, id) => [...ids, id]));
        beams = next.sort((a, b) => sumTo(b) - sumTo(a)).slice(0, run.numBeams);
        const state = step === 4 ? "finished" : "beam";
        expect(sequences(run, state, step)).toEqual(beams.map((ids) => ids.join()).sort());
      }
      expect(idsTo(run, run.best)).toEqual(beams[0]);
      expect(run.nodes[run.best]?.finalScore).toBeCloseTo(sumTo(beams[0] ?? []) / 4, 5);
    }
  });

  it("gives every node the sum of its log probabilities, after its parent", async () => {
    for (const run of await record([1, 2, 3], 0))
      for (const [place, { score, step, parent }] of run.nodes.entries()) {
        expect(score).toBeCloseTo(sumTo(idsTo(run, place)), 5);
        expect(parent).toBeLessThan(place);
        expect(step).toBe(idsTo(run, place).length);
      }
  });

  it("marks what ended as finished, with the scores of generate", async () => {
    const [run] = await record([3], 0);
    const options = { numBeams: 3, numReturnSequences: 3, maxNewTokens: 4, eosTokenId: 0, padTokenId: 0 };
    const { newTokens, sequencesScores } = await generate(model, { inputIds: [[1]] }, options);
    const finished = run?.nodes.flatMap((node, place) =>
      node.state === "finished" ? [[idsTo(run, place), node.finalScore]] : [],
    );
    expect(finished).toEqual(newTokens.map((ids, i) => [ids, sequencesScores?.[i]]));
  });

  it("is greedy with one beam", async () => {
    const [run] = await record([1], null);
    const { newTokens } = await generate(
      model,
      { inputIds: [[1]] },
      { maxNewTokens: 4, eosTokenId: null, padTokenId: 0 },
    );
    expect(run && idsTo(run, run.best)).toEqual(newTokens[0]);
  });

  it("refuses two prompts", async () => {
    await expect(record([2], null, [[1], [2]])).rejects.toThrow(InvalidMediaError);
  });
});

it("a beam is left once no token after it was chosen", () => {
  const node = (parent: number, step: number, state: "beam" | "pruned" | "finished") => ({
    parent,
    step,
    state,
    token: "",
    score: 0,
  });
  const nodes = [node(-1, 1, "beam"), node(-1, 1, "beam"), node(0, 2, "pruned"), node(1, 2, "finished")];
  const run: BeamRun = { numBeams: 2, prompt: "", nodes, best: 3 };
  const fates = (step: number) => nodes.map((_, place) => fateAt(run, place, step));
  expect(fates(1).slice(0, 2)).toEqual(["running", "running"]);
  expect(fates(2)).toEqual(["left", "running", "pruned", "finished"]);
});
