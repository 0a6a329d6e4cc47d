import { z } from "zod";

/** MIME types whose data is JSON and not text, as nbformat tells them apart. */
export const isJsonMime = (mime: string): boolean => /^application\/(.*\+)?json$/.test(mime);

const metadata = z.record(z.string(), z.unknown());

/** One value in several representations, keyed by MIME type. */
export const mimeBundle = z.record(z.string(), z.unknown()).superRefine((bundle, context) => {
  for (const [mime, data] of Object.entries(bundle)) {
    if (!isJsonMime(mime) && typeof data !== "string") {
      context.addIssue({ code: "custom", path: [mime], message: "expected a string" });
    }
  }
});

const executionCount = z.int().nonnegative().nullable();

const output = z.discriminatedUnion("output_type", [
  z.strictObject({ output_type: z.literal("stream"), name: z.string(), text: z.string() }),
  z.strictObject({ output_type: z.literal("display_data"), data: mimeBundle, metadata }),
  z.strictObject({
    output_type: z.literal("execute_result"),
    data: mimeBundle,
    metadata,
    execution_count: executionCount,
  }),
  z.strictObject({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const cellMetadata = z.looseObject({ tags: z.array(z.string()).optional() });
const common = { id: z.string().regex(/^[\w-]{1,64}$/), metadata: cellMetadata, source: z.string() };
const attachments = z.record(z.string(), mimeBundle).optional();

const cell = z.discriminatedUnion("cell_type", [
  z.strictObject({
    cell_type: z.literal("code"),
    ...common,
    execution_count: executionCount,
    outputs: z.array(output),
  }),
  z.strictObject({ cell_type: z.literal("markdown"), ...common, attachments }),
  z.strictObject({ cell_type: z.literal("raw"), ...common, attachments }),
]);

/** nbformat 4.5 or a later 4.x, with every multi-line text as one string (files hold arrays of lines). */
export const notebookSchema = z.strictObject({
  cells: z.array(cell),
  metadata: z.looseObject({
    kernelspec: z.looseObject({ name: z.string(), display_name: z.string() }).optional(),
    language_info: z.looseObject({ name: z.string() }).optional(),
  }),
  nbformat: z.literal(4),
  nbformat_minor: z.int().min(5),
});

export type Notebook = z.infer<typeof notebookSchema>;
export type Cell = Notebook["cells"][number];
export type CodeCell = Extract<Cell, { cell_type: "code" }>;
export type Output = CodeCell["outputs"][number];

export const isCodeCell = (cell: Cell): cell is CodeCell => cell.cell_type === "code";

/** Whether a cell carries the given tag. */
export const hasTag = (cell: Cell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;
