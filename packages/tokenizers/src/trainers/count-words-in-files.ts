import { stat } from "node:fs/promises";
import { loadToWords, type ToWords, type WordsModule } from "./count-words.ts";
import { mergeCounts } from "./counting/block-counts.ts";
import { CountingThread } from "./counting/counting-thread.ts";
import { blockBytes, textBlocks } from "./counting/text-blocks.ts";
import { WordCounter } from "./counting/word-counter.ts";
import type { OnProgress } from "./trainer-options.ts";

/** Below this a second thread takes longer to start than it saves. */
const bytesForThread = 8 << 20;

/** How many blocks wait for the second thread, at most. */
const waitingBlocks = 2;

/**
 * How often each word occurs in files of UTF-8 text, line by line with what ends a line. The order of the words is that of
 * the corpus, on two threads as on one.
 *
 * @param words a function; or where to find it, and then large files are counted on a second thread, too
 * @param options `threads`: 1 or 2. Default: 2 for files of 8 MiB or more in all
 * @throws CorpusEncodingError for a file that is not UTF-8; what reading the files throws
 */
export async function countWordsInFiles(
  files: readonly string[],
  words: ToWords | WordsModule,
  options: { readonly threads?: 1 | 2; readonly onProgress?: OnProgress } = {},
): Promise<Map<string, number>> {
  const { onProgress = () => {} } = options;
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const threads = options.threads ?? (total < bytesForThread ? 1 : 2);
  const toWords = typeof words === "function" ? words : await loadToWords(words);
  await using thread = threads === 1 || typeof words === "function" ? undefined : new CountingThread(words);

  const counter = new WordCounter(toWords);
  const own = { blocks: [] as number[], sizes: [] as number[], counts: counter.counts };
  let [block, end] = [0, 0];
  for (const [index, file] of files.entries()) {
    let done = end;
    end += sizes[index] as number;
    for await (const text of textBlocks(file)) {
      onProgress({ stage: "count words", done, total });
      done = Math.min(done + blockBytes, end);
      if (thread && thread.waiting < waitingBlocks) {
        thread.send(block, text);
      } else {
        counter.addLines(text);
        own.blocks.push(block);
        own.sizes.push(counter.counts.size);
      }
      block++;
    }
  }
  const counts = thread ? mergeCounts([own, await thread.finish()]) : counter.counts;
  onProgress({ stage: "count words", done: total, total });
  return counts;
}
