import { randomBytes } from "node:crypto";
import type { FormEndpoint } from "../form/quiz-form-data.ts";
import type { RecordOptions } from "./record-answer.ts";

/** Pages of Jupyter's server on this machine, whatever its port; others have no business here, even with the token. */
const notebookPages = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];

const started = new Map<string, Promise<FormEndpoint>>();

/** Whether a learner's kernel runs this: outputs of a run without a learner must be the same each time. */
export const inKernel = () =>
  Reflect.has(globalThis, Symbol.for("llm-course.display")) && !process.env.COURSE_HEADLESS;

/**
 * Where the forms of this kernel's notebook send answers: a server on 127.0.0.1 with a token of its own, one for each
 * member and repository. It ends with the process.
 *
 * @returns undefined outside of a kernel, and in one without a learner
 */
export async function answersEndpoint(options: RecordOptions): Promise<FormEndpoint | undefined> {
  if (!inKernel()) return undefined;
  const key = JSON.stringify([options.member, options.root]);
  const endpoint = started.get(key) ?? start(options);
  started.set(key, endpoint);
  return endpoint;
}

async function start(options: RecordOptions): Promise<FormEndpoint> {
  const [{ startServer }, { answersApp }] = await Promise.all([
    import("@llm-course/server"),
    import("./answers-app.ts"),
  ]);
  const token = randomBytes(24).toString("base64url");
  const server = await startServer(answersApp(options), { tokens: [token], allowedOrigins: notebookPages });
  return { url: server.url, token };
}
