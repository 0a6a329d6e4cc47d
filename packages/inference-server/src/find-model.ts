import { nearest } from "@llm-course/hub";
import { HttpError } from "@llm-course/server";
import type { ServedModel } from "./served-model.ts";

/** What clients say that were given an address and no model: text-generation-inference's name, or the address itself. */
const anyModel = /^(tgi$|https?:\/\/)/;

/**
 * The model a request names, or the first one where it names none.
 *
 * @throws HttpError 404 naming the most alike
 */
export function findModel(models: readonly ServedModel[], id: string | undefined): ServedModel {
  const found = id === undefined || anyModel.test(id) ? models[0] : models.find((model) => model.id === id);
  if (found) return found;
  const [alike] = nearest(
    id ?? "",
    models.map((model) => model.id),
    1,
  );
  const message = `this server has no model of this name, the nearest is ${alike}: ${JSON.stringify(id)}`;
  throw new HttpError(404, "model_not_found", message, { param: "model" });
}
