import { float } from "../../attribute.ts";
import { index, real } from "../../gradients/finite-differences.fixture.ts";
import { type ContribCases, joined, node, toInt32, tokens } from "./contrib.fixture.ts";

const hidden = real(...tokens, 8);

export const activationCases: Readonly<Record<string, ContribCases>> = {
  "com.microsoft.Gelu": { plain: node("com.microsoft.Gelu", { x: hidden }) },
  "com.microsoft.BiasGelu": { plain: node("com.microsoft.BiasGelu", { x: hidden, y: real(8) }) },
  "com.microsoft.FastGelu": {
    plain: node("com.microsoft.FastGelu", { x: hidden }),
    "with a bias": node("com.microsoft.FastGelu", { x: hidden, y: real(8) }),
  },
  "com.microsoft.QuickGelu": {
    plain: node("com.microsoft.QuickGelu", { x: hidden }),
    alpha: node("com.microsoft.QuickGelu", { x: hidden }, { attributes: { alpha: float(1) } }),
  },
};

const epsilon = { epsilon: float(1e-3) };
const skipped = { x: hidden, y: hidden, gamma: real(8) };

/** The mean and deviation of a Skip… node are no outputs on the CPU: they are left out, but not the sum. */
function withSum(opType: string, inputs: ContribCases[string]["inputs"], order?: readonly string[]) {
  const given = order ?? Object.keys(inputs);
  return {
    inputs,
    float32: true,
    build: (g) => {
      const [z = "", , , sum = ""] = g.addMany(opType, given, 4, epsilon);
      return joined(g, [z, sum]);
    },
  } satisfies ContribCases[string];
}

export const normalizationCases: Readonly<Record<string, ContribCases>> = {
  SimplifiedLayerNormalization: {
    "last axis": node("SimplifiedLayerNormalization", { x: hidden, y: real(8) }, { attributes: epsilon }),
    "standard epsilon": node(
      "SimplifiedLayerNormalization",
      { x: hidden, y: real(8) },
      { attributes: { axis: -1 } },
    ),
  },
  "com.microsoft.SkipSimplifiedLayerNormalization": {
    "with the sum": withSum("com.microsoft.SkipSimplifiedLayerNormalization", skipped),
    "with a bias": withSum("com.microsoft.SkipSimplifiedLayerNormalization", { ...skipped, bias: real(8) }),
    "result alone": node("com.microsoft.SkipSimplifiedLayerNormalization", skipped),
  },
  "com.microsoft.SkipLayerNormalization": {
    "with the sum": withSum("com.microsoft.SkipLayerNormalization", {
      ...skipped,
      beta: real(8),
      bias: real(8),
    }),
    "without beta": withSum("com.microsoft.SkipLayerNormalization", skipped),
    "one skip for all texts": node("com.microsoft.SkipLayerNormalization", {
      ...{ x: hidden, y: real("sequence_length", 8) },
      ...{ gamma: real(8), beta: real(8) },
    }),
  },
  "com.microsoft.EmbedLayerNormalization": {
    "words, positions and segments": {
      float32: true,
      inputs: {
        ...{ ids: index(0, 4, ...tokens), segments: index(0, 1, ...tokens), mask: index(1, 1, ...tokens) },
        ...{ words: real(5, 8), positions: real(4, 8), kinds: real(2, 8), gamma: real(8), beta: real(8) },
      },
      build(g) {
        const [ids = "", segments = "", mask = ""] = ["ids", "segments", "mask"].map((name) =>
          toInt32(g, name),
        );
        const inputs = [ids, segments, "words", "positions", "kinds", "gamma", "beta", mask];
        const [z = "", lengths = "", sum = ""] = g.addMany(
          "com.microsoft.EmbedLayerNormalization",
          inputs,
          3,
          epsilon,
        );
        return joined(g, [z, sum, g.add("Cast", [lengths], { to: 1 })]);
      },
    },
    "given positions": {
      float32: true,
      inputs: {
        ...{ ids: index(0, 4, ...tokens), places: index(0, 3, ...tokens) },
        ...{ words: real(5, 8), positions: real(4, 8), gamma: real(8), beta: real(8) },
      },
      build(g) {
        const [ids = "", places = ""] = ["ids", "places"].map((name) => toInt32(g, name));
        const inputs = [ids, "", "words", "positions", "", "gamma", "beta", "", places];
        return g.addMany("com.microsoft.EmbedLayerNormalization", inputs, 2, epsilon)[0] ?? "";
      },
    },
  },
};
