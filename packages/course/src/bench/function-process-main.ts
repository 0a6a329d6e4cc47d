// The process in which one side of a case runs: calls the function once per message and answers with what it measured.
import { loadBench } from "./load-bench.ts";

const [benchFile = "", caseIndex, side] = process.argv.slice(2);

const loaded = loadBench(benchFile).then(({ cases }) => {
  const found = cases[Number(caseIndex)];
  const run = side === "ours" ? found?.ours : found?.peer?.run;
  if (typeof run !== "function") throw new Error(`case ${caseIndex} has no function: ${side}`);
  return run;
});

async function measure() {
  const run = await loaded;
  const started = performance.now();
  const returned = await run();
  const seconds = (performance.now() - started) / 1000;
  return {
    value: typeof returned === "number" ? returned : seconds,
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
}

process.on("message", () => {
  measure().then(
    (measured) => process.send?.(measured),
    (error: Error) => process.send?.({ error: error.stack ?? String(error) }),
  );
});
