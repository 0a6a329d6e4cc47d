import { z } from "zod";
import { encodingName } from "../text-encoding.ts";

const oneCharacter = z
  .string()
  .refine((text) => text === "" || /^[^\r\n]$/u.test(text), "one character, or none");
const encoding = z
  .string()
  .transform((given) => encodingName(given))
  .optional();

/** Options of each format; there are no others. */
export const builderOptions = {
  csv: z.strictObject({
    /** Between columns, 1 to 4 characters. Default: a comma, and a tab in files named `.tsv`. */
    delimiter: z
      .string()
      .regex(/^[^\r\n"]{1,4}$/, "1 to 4 characters")
      .optional(),
    /** Whether the first line has names. Default: true, unless `columnNames` are given. */
    header: z.boolean().optional(),
    /** Names of the columns, in place of those in the header if there is one. */
    columnNames: z.array(z.string()).min(1).optional(),
    /** Around values that hold the delimiter or a line end; "" if quotes mean nothing. Default: `"` */
    quote: oneCharacter.optional(),
    /** Lines before the header. Default: 0 */
    skipRows: z.int().nonnegative().optional(),
    /** What stands for no value, besides nothing. Default: none */
    nullValues: z.array(z.string()).optional(),
    /** Default: UTF-8, or what the byte order mark says */
    encoding,
  }),
  json: z.strictObject({
    /** Where an object has the list of rows. Default: rows are the list, or each line is one. */
    field: z.string().optional(),
    /** Default: UTF-8, or what the byte order mark says */
    encoding,
  }),
  text: z.strictObject({
    /** What becomes a row. Default: "line" */
    sampleBy: z.enum(["line", "paragraph", "document"]).optional(),
    /** Default: UTF-8, or what the byte order mark says */
    encoding,
  }),
  parquet: z.strictObject({
    /** Only these columns. Default: all */
    columns: z.array(z.string()).min(1).optional(),
  }),
  arrow: z.strictObject({}),
};

/** A format that files can have. */
export type FormatName = keyof typeof builderOptions;
export type CsvOptions = z.output<(typeof builderOptions)["csv"]>;
export type JsonOptions = z.output<(typeof builderOptions)["json"]>;
export type TextOptions = z.output<(typeof builderOptions)["text"]>;
export type ParquetOptions = z.output<(typeof builderOptions)["parquet"]>;
export type ArrowOptions = object;
