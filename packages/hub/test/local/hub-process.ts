/** A Hub in a process of its own, to be killed. Says `url token` when it answers. */
import { startLocalHub } from "../../src/local/index.ts";

const [folder = ""] = process.argv.slice(2);
// So small that objects of a quarter of a megabyte come in parts.
const hub = await startLocalHub({ folder, user: "ada", multipartThreshold: 200_000 });
console.log(`http://127.0.0.1:${hub.port} ${hub.token}`);
