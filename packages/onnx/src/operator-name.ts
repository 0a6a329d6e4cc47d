import type { ModelProto, NodeProto } from "onnx-buf";

/** An operator's name, after its domain where that is not ONNX's own: "Gelu", "com.microsoft.FastGelu". */
export function operatorName({ domain, opType }: NodeProto): string {
  return standardDomain(domain) === "" ? opType : `${domain}.${opType}`;
}

/** The parts of an operator's name. */
export function splitName(name: string): { domain: string; opType: string } {
  const end = name.lastIndexOf(".");
  return { domain: name.slice(0, Math.max(end, 0)), opType: name.slice(end + 1) };
}

/** The version of each operator set by domain; ONNX's own domain is "". */
export function operatorSets({ opsetImport }: ModelProto): ReadonlyMap<string, number> {
  return new Map(opsetImport.map(({ domain, version }) => [standardDomain(domain), Number(version)]));
}

/** ONNX's own domain has two names. */
export function standardDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}
