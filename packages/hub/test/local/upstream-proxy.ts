import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface UpstreamProxy extends AsyncDisposable {
  url: string;
  /**
   * `down`: connections are cut. `breaks`: an object's bytes break off after a million, each time. `corrupts`: one byte of
   * each object is another.
   */
  mode: "through" | "down" | "breaks" | "corrupts";
  /** A model that answers to another name, as those do that were renamed. */
  renamed: { from: string; to: string } | undefined;
  /** "METHOD path" of what came. */
  readonly requests: string[];
  /** Requests that could change something. */
  readonly writes: string[];
  /** How often a file's content was asked for. */
  gets(path: string): number;
}

/** Between a mirror and the Hub that it mirrors. */
export async function upstreamProxy(target: string): Promise<UpstreamProxy> {
  const requests: string[] = [];
  const proxy: UpstreamProxy = {
    ...{ url: "", mode: "through", renamed: undefined, requests },
    get writes() {
      return requests.filter((line) => !/^(?:GET|HEAD) |git-upload-pack$/.test(line));
    },
    gets: (path) => requests.filter((line) => line === `GET ${path}`).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? "").split("?")[0] ?? "";
    requests.push(`${incoming.method} ${path}`);
    if (proxy.mode === "down") incoming.destroy();
    else forward(incoming, outgoing, path);
  });

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse, path: string) => {
    const { from = "", to = "" } = proxy.renamed ?? {};
    const url = new URL(
      incoming.url === `/api/models/${from}` ? `/api/models/${to}` : (incoming.url ?? ""),
      target,
    );
    const headers = { ...incoming.headers, host: url.host };
    const onward = request(url, { method: incoming.method ?? "GET", headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      let sent = 0;
      const isObject = incoming.method === "GET" && path.endsWith("model.onnx");
      answer.on("data", (chunk: Buffer) => {
        if (isObject && proxy.mode === "corrupts" && sent === 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
        sent += chunk.length;
        outgoing.write(chunk);
        if (isObject && proxy.mode === "breaks" && sent >= 1_000_000) outgoing.destroy();
      });
      answer.on("end", () => outgoing.end());
      answer.on("error", () => outgoing.destroy());
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
