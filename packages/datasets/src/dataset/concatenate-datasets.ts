import { fingerprint } from "../cache/fingerprint.ts";
import { identifier, selectList } from "../engine/sql.ts";
import { ColumnError, DatasetArgumentError } from "../errors.ts";
import type { Feature } from "../features/feature.ts";
import { unifyFeatures } from "../features/infer-feature.ts";
import { sqlType } from "../features/sql-type.ts";
import { Relation } from "../table/relation.ts";
import type { FeatureMap } from "../table/source.ts";
import { featuresOf, fingerprintOf, flattened, lengthOf, type View, viewOf } from "../table/view.ts";
import { Dataset } from "./dataset.ts";
import type { Row } from "./row.ts";

/**
 * The rows of datasets one after the other, as a query on them. A column that one lacks is null there. With `axis: 1` their
 * columns beside each other.
 *
 * @throws FeatureError for columns of one name whose types have nothing in common; ColumnError, with `axis: 1`, for a name
 *   that comes twice; DatasetArgumentError for none, or with `axis: 1` for datasets that differ in length
 */
export async function concatenateDatasets<R extends object = Row>(
  datasets: readonly Dataset<R>[],
  { axis = 0 }: { readonly axis?: 0 | 1 } = {},
): Promise<Dataset<R>> {
  const [first] = datasets;
  if (!first) throw new DatasetArgumentError("one dataset or more expected", datasets);
  if (datasets.length === 1) return first;
  const views = datasets.map(({ view }) => view);
  const view = axis === 0 ? await below(views) : await beside(views);
  return new Dataset<R>(view, first.info, first.format);
}

async function below(views: readonly View[]): Promise<View> {
  const features = new Map<string, Feature>();
  for (const view of views)
    for (const [name, feature] of featuresOf(view)) {
      const before = features.get(name);
      features.set(name, before ? unifyFeatures(before, feature, `column "${name}"`) : feature);
    }
  const parts = await Promise.all(views.map((view) => queryWithin(view, features)));
  const key = fingerprint("concatenate", views.map(fingerprintOf));
  const numRows = views.reduce((sum, view) => sum + lengthOf(view), 0);
  return viewOf(await Relation.of(parts.join(" UNION ALL "), key, features, numRows));
}

async function queryWithin(view: View, features: FeatureMap): Promise<string> {
  const own = featuresOf(view);
  const columns = Array.from(features, ([name, feature]) => {
    const column = identifier(name);
    return `CAST(${own.has(name) ? column : "NULL"} AS ${sqlType(feature)}) AS ${column}`;
  });
  return `SELECT ${columns.join(", ")} FROM (${await unordered(view)})`;
}

async function beside(views: readonly View[]): Promise<View> {
  const [first] = views as [View];
  const numRows = lengthOf(first);
  const features = new Map<string, Feature>();
  for (const view of views) {
    if (lengthOf(view) !== numRows)
      throw new DatasetArgumentError(`datasets of ${numRows} rows, as the first, expected`, lengthOf(view));
    for (const [name, feature] of featuresOf(view)) {
      if (features.has(name)) throw new ColumnError("a name that no other dataset has expected", name);
      features.set(name, feature);
    }
  }
  const parts = await Promise.all(views.map(unordered));
  const query = `SELECT * FROM ${parts.map((part) => `(${part})`).join(" POSITIONAL JOIN ")}`;
  return viewOf(await Relation.of(query, fingerprint("beside", views.map(fingerprintOf)), features, numRows));
}

/** A query that needs no list of rows: chosen rows are written first. */
async function unordered(view: View): Promise<string> {
  if (!view.rows) return `SELECT ${selectList(view.columns)} FROM (${view.source.query})`;
  return (await flattened(view)).query;
}
