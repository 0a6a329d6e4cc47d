import * as arrow from "apache-arrow";
import { connect } from "../engine/database.ts";
import { decodeColumn } from "../engine/decode.ts";
import { identifier } from "../engine/sql.ts";
import type { Feature } from "../features/feature.ts";
import type { FeatureMap } from "../table/source.ts";
import { featuresOf, queryOf, type View } from "../table/view.ts";
import { encodeArrow } from "./arrow-encode.ts";
import { arrowSchema } from "./arrow-schema.ts";
import { toWire } from "./wire.ts";

/** The rows of a view as record batches, about two thousand rows in memory at a time. */
export async function* arrowBatches(view: View): AsyncGenerator<arrow.RecordBatch> {
  const features: FeatureMap = featuresOf(view);
  const schema = arrowSchema(features);
  using connection = await connect();
  const columns = Array.from(features, ([name, feature]: [string, Feature]) => {
    const column = identifier(name);
    return `${toWire(column, feature)} AS ${column}`;
  });
  if (columns.length === 0) return;
  const query = await queryOf(view, connection);
  const result = await connection.stream(`SELECT ${columns.join(", ")} FROM (${query})`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const children = schema.fields.map((field, i) => encodeArrow(field.type, decodeColumn(chunk, i)));
    const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: chunk.rowCount, children });
    yield new arrow.RecordBatch(schema, data);
  }
}
