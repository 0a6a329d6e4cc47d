import { startLocalHub } from "../../src/local/index.ts";

/** A Hub in a process of its own, that says where it is and, when asked, how much memory it has ever had. */
const [folder = ""] = process.argv.slice(2);
const hub = await startLocalHub({ folder, user: "ada" });
process.on("message", (message) => {
  if (message === "memory") process.send?.({ maxRss: process.resourceUsage().maxRSS * 1024 });
});
// Nobody is left to end it otherwise.
process.on("disconnect", () => process.exit());
process.send?.({ url: hub.url, token: hub.token });
