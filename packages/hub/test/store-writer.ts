// A process of its own for the tests: commits to a repository and says after each commit which one it was.
// Arguments: folder, name of the writer, writers at once, commits of each.
import { Repository } from "../src/local/store/repository.ts";

const [folder = "", name = "", writers = "1", commits = "1"] = process.argv.slice(2);
const author = { name, email: `${name}@example.org` };
await using repository = await Repository.open(folder);
await Promise.all(
  Array.from({ length: Number(writers) }, async (_, writer) => {
    for (let number = 0; number < Number(commits); number++) {
      const path = `${name}-${writer}-${number}`;
      const operations = [{ kind: "add" as const, path, content: Buffer.from(path) }];
      console.log(`${path} ${await repository.commit({ branch: "main", title: path, author, operations })}`);
    }
  }),
);
