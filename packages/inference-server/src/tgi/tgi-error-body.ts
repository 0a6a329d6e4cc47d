import type { HttpError } from "@llm-course/server";

const types: Readonly<Record<number, string>> = { 429: "overloaded", 500: "generation", 503: "unhealthy" };

/** An error as text-generation-inference spells it. */
export const tgiErrorBody = ({ message, status }: HttpError) => ({
  error: message,
  error_type: types[status] ?? "validation",
});
