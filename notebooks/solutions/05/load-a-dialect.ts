import { loadDataset } from "@llm-course/datasets";

export const answer = ({ train, test }: { train: string; test: string }) =>
  loadDataset("csv", { dataFiles: { train, test }, delimiter: ";", skipRows: 2, nullValues: ["-"] });
