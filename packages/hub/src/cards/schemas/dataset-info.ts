import { z } from "zod";

const count = z.number().nonnegative();

const classLabel = z.looseObject({ names: z.union([z.array(z.string()), z.record(z.string(), z.string())]) });

const innerType: z.ZodType<unknown> = z.lazy(() =>
  z.union([z.string(), z.array(feature), z.looseObject(kinds)], {
    error: "the name of a type, a feature or a list of features expected",
  }),
);

/** What a column can be, as `datasets` writes it; kinds that it gets later are kept as they are. */
const kinds = {
  dtype: z.union([z.string(), z.looseObject({ class_label: classLabel.optional() })]).optional(),
  list: innerType.optional(),
  large_list: innerType.optional(),
  sequence: innerType.optional(),
  struct: innerType.optional(),
};

const feature = z.looseObject({ name: z.string(), ...kinds });

/** Columns and sizes of a configuration. */
export const datasetInfoSchema = z.looseObject({
  config_name: z.string().optional(),
  features: z.array(feature).optional(),
  splits: z
    .array(
      z.looseObject({
        name: z.string(),
        /** Of the rows in Arrow. */
        num_bytes: count.optional(),
        num_examples: count.optional(),
      }),
    )
    .optional(),
  download_size: count.optional(),
  dataset_size: count.optional(),
});
