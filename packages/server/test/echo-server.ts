import { z } from "zod";
import { createApp, jsonBody, type RunningServer, type ServerOptions, startServer } from "../src/index.ts";

/** A server that says what it got, with state that a POST changes. */
export async function echoServer(
  options: ServerOptions = {},
): Promise<RunningServer & { state: { changes: number } }> {
  const state = { changes: 0 };
  const app = createApp({ onError: () => undefined });
  app.get("/", (context) => context.json({ changes: state.changes }));
  app.get("/fail", () => {
    throw new Error("a secret of the server's");
  });
  app.post("/change", async (context) => {
    const text = await context.req.text();
    state.changes++;
    return context.json({ length: text.length });
  });
  app.post("/json", jsonBody(z.object({ name: z.string(), extra: z.unknown() })), (context) =>
    context.json(context.req.valid("json")),
  );
  return Object.assign(await startServer(app, options), { state });
}
