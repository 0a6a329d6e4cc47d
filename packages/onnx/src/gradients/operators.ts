import { loweredOperators } from "../lowering/lowerings.ts";
import { refusals } from "../lowering/refusals.ts";
import { straightThrough } from "../lowering/straight-through.ts";
import { families, withoutDerivative } from "./rules.ts";

/** All operators of ONNX's own domain up to operator set 24, those that newer sets no longer have included. */
export const onnxOperators: readonly string[] = words(`
  Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization
  Bernoulli BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad
  Clip Col2Im Compress Concat ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh
  CumSum DFT DeformConv DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp
  Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool
  GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization HammingWindow HannWindow HardSigmoid HardSwish
  Hardmax Identity If ImageDecoder InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less
  LessOrEqual Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean
  MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul Multinomial Neg NegativeLogLikelihoodLoss
  NonMaxSuppression NonZero Not OneHot Optional OptionalGetElement OptionalHasElement Or PRelu Pad Pow QLinearConv
  QLinearMatMul QuantizeLinear RMSNormalization RNN RandomNormal RandomNormalLike RandomUniform RandomUniformLike
  Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd
  ReduceSum ReduceSumSquare RegexFullMatch Relu Reshape Resize ReverseSequence RoiAlign RotaryEmbedding Round STFT
  Scan Scatter ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase
  SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax
  SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split SplitToSequence Sqrt Squeeze StringConcat
  StringNormalizer StringSplit Sub Sum Swish Tan Tanh TensorScatter TfIdfVectorizer ThresholdedRelu Tile TopK
  Transpose Trilu Unique Unsqueeze Upsample Where Xor
`);

/** Operators whose results, or whose inputs, are no floats: integers, truth, text, or sequences' lengths. */
const withoutFloats: readonly string[] = words(`
  And ArgMax ArgMin BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Equal Greater GreaterOrEqual
  HammingWindow HannWindow ImageDecoder IsInf IsNaN Less LessOrEqual MelWeightMatrix Multinomial NonMaxSuppression
  NonZero Not OptionalHasElement Or RandomNormal RandomUniform RegexFullMatch SequenceEmpty SequenceLength Shape
  Size StringConcat StringNormalizer StringSplit TfIdfVectorizer Xor
`);

/** What becomes of each operator in differentiation, by what it is. */
export function operatorTable(): Readonly<Record<string, readonly string[]>> {
  const known = {
    ...Object.fromEntries(Object.entries(families).map(([family, rules]) => [family, Object.keys(rules)])),
    "quantised, as if not rounded": Object.keys(straightThrough),
    "no derivative": [...withoutDerivative],
    "no floats": withoutFloats,
    "lowered to standard operators": loweredOperators,
    "refused, with the way out": Object.keys(refusals),
  };
  const all = new Set(Object.values(known).flat());
  return { ...known, "no rule": onnxOperators.filter((name) => !all.has(name)) };
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
