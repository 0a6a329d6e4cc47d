import { DatasetDict, loadDataset } from "@llm-course/datasets";

interface Mail {
  thread: number;
  body: string;
}

const characters: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

export const answer = async (file: string, folder: string) => {
  const raw = await loadDataset<Mail>("json", { dataFiles: file, split: "train" });
  const known = await raw.filter("body IS NOT NULL");
  const clean = await known.map<Mail>(({ body }) => ({
    body: body.replace(/&(?:lt|gt|quot|#39|amp);/g, (found) => characters[found] ?? found),
  }));
  const long = await clean.filter(({ body }) => body.split(/\s+/).filter(Boolean).length >= 5);
  const seen = new Set<string>();
  const kept = await long.filter(({ body }) => !seen.has(body) && seen.add(body));
  const splits = new DatasetDict({
    train: await kept.filter("thread % 5 > 1"),
    validation: await kept.filter("thread % 5 = 1"),
    test: await kept.filter("thread % 5 = 0"),
  });
  await splits.saveToDisk(folder);
  return splits.numRows;
};
