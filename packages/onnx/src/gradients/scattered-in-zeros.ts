import type { Value } from "./value.ts";

/** What the rule of GatherElements scattered along this axis, where the value is nothing but that. */
export function scatteredInZeros(
  value: Value,
  axis: number,
): { readonly indices: Value; readonly updates: Value } | undefined {
  const { graph } = value;
  const maker = graph.maker(value);
  const [data, indices, updates] = maker?.inputs ?? [];
  if (maker?.opType !== "ScatterElements" || maker.attributes.axis !== axis) return undefined;
  if (!data || !indices || !updates) return undefined;
  const repeated = graph.maker(data);
  const isZero =
    repeated?.opType === "Expand" && repeated.inputs[0]?.name === graph.scalar(0, value.type).name;
  return isZero ? { indices, updates } : undefined;
}
