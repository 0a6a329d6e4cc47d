/** A Hub in a process of its own, to be killed. Says `url token` when it answers. */
import { startLocalHub } from "../../src/local/index.ts";

const [folder = ""] = process.argv.slice(2);
const hub = await startLocalHub({ folder, user: "ada" });
console.log(`http://127.0.0.1:${hub.port} ${hub.token}`);
