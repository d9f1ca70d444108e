import { createServer } from "node:net";
import { ensureBuild, server } from "../build.mjs";
import { exists } from "../paths.mjs";
import { run } from "../process.mjs";
import { Problem } from "../say.mjs";

/** The production server, built in any case. */
export async function build() {
  await ensureBuild({ force: true });
  return 0;
}

/** Next.js answers a port in use with a stack; this is the line that a person needs. */
function mustBeFree(host, port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", ({ code }) => {
      const why =
        code === "EADDRINUSE" ? "is in use: choose another one by PORT" : `cannot be listened on (${code})`;
      reject(new Problem(`port ${port} of ${host} ${why}`));
    });
    probe.listen(port, host, () => probe.close(resolve));
  });
}

/** The production server, configured by the settings alone; an empty one counts as absent. */
export async function start() {
  if (!exists(server)) throw new Problem("there is no production build yet: run `npm run build` first");
  const host = process.env.HOSTNAME || "0.0.0.0";
  const port = process.env.PORT || "3000";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Problem(`PORT is not a port: ${port}`);
  await mustBeFree(host, Number(port));
  return (await run("node", [server], { env: { HOSTNAME: host, PORT: port, NODE_ENV: "production" } })).code;
}
