import { createRepo, uploadFolder } from "@llm-course/hub";

export const answer = async ({ repo, folder }: { repo: string; folder: string }) => {
  await createRepo({ repo, private: true, existOk: true });
  const { oid } = await uploadFolder({ repo, folder, ignorePatterns: ["checkpoint-*"] });
  return oid;
};
