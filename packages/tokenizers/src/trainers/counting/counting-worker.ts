// Counts the words of the blocks of text that it is sent, until it is asked for the result.
import { parentPort, workerData } from "node:worker_threads";
import { loadToWords, type WordsModule } from "../count-words.ts";
import { type PackedCounts, packCounts } from "./packed-counts.ts";
import { WordCounter } from "./word-counter.ts";

export type ToWorker = { readonly block: string } | { readonly finish: true };
export type FromWorker = { readonly size: number } | { readonly result: PackedCounts };

const counter = new WordCounter(await loadToWords(workerData as WordsModule));
const port = parentPort as NonNullable<typeof parentPort>;
const answer = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

port.on("message", (message: ToWorker) => {
  if ("block" in message) {
    counter.addLines(message.block);
    answer({ size: counter.counts.size });
    return;
  }
  const result = packCounts(counter.counts);
  answer({ result }, [result.lengths.buffer, result.counts.buffer]);
  port.close();
});
