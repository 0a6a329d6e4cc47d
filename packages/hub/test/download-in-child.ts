// A process of its own for the tests: downloads one file and prints its path. Arguments: endpoint, cache folder.
import { downloadFile } from "../src/download-file.ts";

const [endpoint = "", cacheDir = ""] = process.argv.slice(2);
console.log(await downloadFile({ repo: "course/tiny", path: "model.bin", endpoint, cacheDir, token: null }));
