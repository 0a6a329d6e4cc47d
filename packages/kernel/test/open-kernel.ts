import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { kernelspecFolder } from "../src/kernelspec.ts";
import type { Message } from "../src/protocol/message.ts";
import { KernelSession } from "../src/runner/kernel-session.ts";
import { readKernelspec } from "../src/runner/read-kernelspec.ts";

export interface Execution {
  /** The content of execute_reply. */
  reply: Record<string, unknown>;
  /** What the kernel published for the request, without status messages: `[type, content]`. */
  published: [string, Record<string, unknown>][];
}

export interface TestKernel {
  session: KernelSession;
  folder: string;
  /** Everything published so far. */
  messages: Message[];
  execute(code: string, options?: Record<string, unknown>): Promise<Execution>;
  /** Resolves when a stream message with this text has come. */
  printed(text: string): Promise<void>;
}

/** Starts our kernel in a new folder; it ends with the test. */
export async function openKernel(): Promise<TestKernel> {
  const folder = mkdtempSync(join(tmpdir(), "kernel-test-"));
  const messages: Message[] = [];
  const watchers = new Set<() => void>();
  const session = await KernelSession.open(await readKernelspec(kernelspecFolder()), {
    cwd: folder,
    env: process.env,
    onPublished(message) {
      messages.push(message);
      for (const watch of watchers) watch();
    },
  });
  onTestFinished(async () => {
    await session.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await session.ready();
  const printed = (text: string) =>
    new Promise<void>((resolve) => {
      const watch = () => {
        if (!messages.some((m) => String(m.content.text).includes(text))) return;
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });
  return {
    session,
    folder,
    messages,
    printed,
    async execute(code, options = {}) {
      const request = session.request("execute_request", {
        code,
        silent: false,
        stop_on_error: true,
        ...options,
      });
      const reply = await request.reply;
      await request.idle;
      const published = messages
        .filter((m) => m.parent_header.msg_id === request.id && m.header.msg_type !== "status")
        .map((m): [string, Record<string, unknown>] => [m.header.msg_type, m.content]);
      return { reply: reply.content, published };
    },
  };
}
