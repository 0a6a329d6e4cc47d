// Scores of texts against rouge-score's, recorded by record.py, and against those that ROUGE-1.5.5 gives.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type RougeType, rouge, rougeScore } from "../../src/index.ts";

const type = z.enum(["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]);
const scores = z.array(z.tuple([z.number(), z.number(), z.number()]));
const fixture = z.object({
  types: z.array(type).length(5),
  pairs: z
    .array(z.object({ prediction: z.string(), reference: z.string(), plain: scores, stemmed: scores }))
    .min(100),
});
const { types, pairs } = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "scores.json"), "utf8")),
);

describe.each(types.entries().toArray())("%i %s", (place, name) => {
  test.each(["plain", "stemmed"] as const)("%s", (kind) => {
    for (const pair of pairs) {
      const found = rougeScore(name, pair.prediction, pair.reference, kind === "stemmed");
      const [precision, recall, fmeasure] = pair[kind][place] as [number, number, number];
      const near = { precision, recall, fmeasure };
      for (const [key, value] of Object.entries(near))
        expect(found[key as keyof typeof near], JSON.stringify(pair)).toBeCloseTo(value, 13);
    }
  });

  test("gives all texts' F-scores, or one for all", () => {
    const input = {
      predictions: pairs.map(({ prediction }) => prediction),
      references: pairs.map(({ reference }) => reference),
    };
    const expected = pairs.map(({ stemmed }) => stemmed[place]?.[2] as number);
    const options = { rougeTypes: [name], useStemmer: true };
    const each = rouge(input, { ...options, useAggregator: false })[name];
    for (const [i, value] of each.entries()) expect(value).toBeCloseTo(expected[i] as number, 13);
    const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
    expect(rouge(input, { ...options, aggregation: "mean" })[name]).toBeCloseTo(mean, 13);
    expect(Math.abs(rouge(input, options)[name] - mean)).toBeLessThan(0.005);
  });
});

// The texts of rouge-score's tests, with the recall, precision and F-score that ROUGE-1.5.5 gives for them.
describe("ROUGE-1.5.5", () => {
  const targets = [
    "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L",
    "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m qiing LMmer HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN",
    "NhETebUbBk'er WOvoHMTjSRizKgH'vHiing Xu,hWxfs VkNE QhgKiLHE -HidivzoM.dO anhtion jbLQiSGDTCsuhREebUaKM dv J dVN tmbOT",
    "vMR HDm,xOAetion D,tion HJtodT.mHl UIv-p VjWH'BdyWjnfGU-OjT aEMdFICyLWfQMtion wEMfdOKing AwkeKbO 'DxqNOHBH qKtVvm OYJl mM",
  ] as const;
  const predictions = [
    "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi",
    "n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J XsurkMeo ,ed nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD",
    "xfs VkJE QhgKiLHE -HidivzoM.dO anhing jbLQiSGDTCsuhREebUaKM dv J",
    "VjWH'BdyWjnfGU-OjTNaEMdFICyLWfQMing wEMfdOKijg AwkeKbO 'DxqNO",
  ] as const;

  const single: [RougeType, number, boolean, number, number, number][] = [
    ["rouge1", 0, false, 0.40741, 0.6875, 0.51163],
    ["rouge1", 1, false, 0.40476, 0.65385, 0.5],
    ["rouge1", 1, true, 0.42857, 0.69231, 0.52941],
    ["rouge2", 0, false, 0.30769, 0.53333, 0.39024],
    ["rouge2", 1, true, 0.29268, 0.48, 0.36364],
    ["rougeL", 0, false, 0.40741, 0.6875, 0.51163],
    ["rougeL", 1, false, 0.40476, 0.65385, 0.5],
  ];

  test.each(single)("%s of text %i, stemmed: %s", (name, i, stem, recall, precision, fmeasure) => {
    const found = rougeScore(name, predictions[i] as string, targets[i] as string, stem);
    expect(found.recall).toBeCloseTo(recall, 5);
    expect(found.precision).toBeCloseTo(precision, 5);
    expect(found.fmeasure).toBeCloseTo(fmeasure, 5);
  });

  test("rougeLsum of all lines", () => {
    const found = rougeScore("rougeLsum", predictions.join("\n"), targets.join("\n"), true);
    expect(found.recall).toBeCloseTo(0.36538, 5);
    expect(found.precision).toBeCloseTo(0.66667, 5);
    expect(found.fmeasure).toBeCloseTo(0.47205, 5);
  });
});
