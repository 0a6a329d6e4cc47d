/** A column's type in words, from what `dataset_info` has of it. */
export function featureText(feature: unknown): string {
  if (typeof feature === "string") return feature;
  if (Array.isArray(feature)) return structText(feature);
  const { dtype, struct, ...kinds } = (feature ?? {}) as Record<string, unknown>;
  if (struct !== undefined) return structText([struct].flat());
  const inner = kinds.list ?? kinds.large_list ?? kinds.sequence;
  if (inner !== undefined) return `list of ${featureText(inner)}`;
  if (typeof dtype === "string") return isPlainType(dtype) ? dtype : camelCased(dtype);
  const [kind = "", options] = Object.entries(dtype ?? {})[0] ?? [];
  if (kind !== "class_label") return camelCased(kind);
  return Object.entries((options as { names?: Record<string, string> }).names ?? {})
    .map(([id, name]) => `${id} ${name}`)
    .join(", ");
}

function structText(fields: readonly unknown[]): string {
  const texts = fields.map((field) => `${(field as { name?: string }).name}: ${featureText(field)}`);
  return `{ ${texts.join(", ")} }`;
}

/** Types of Arrow are written as they are; others, as `image` or `translation_variable_languages`, as `datasets` calls them. */
function isPlainType(dtype: string): boolean {
  return ![
    "image",
    "audio",
    "video",
    "pdf",
    "nifti",
    "translation",
    "translation_variable_languages",
  ].includes(dtype);
}

function camelCased(name: string): string {
  return name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
