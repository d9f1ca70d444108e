import { ensureBuild, server } from "../build.mjs";
import { exists } from "../paths.mjs";
import { run } from "../process.mjs";
import { Problem } from "../say.mjs";

/** The production server, built in any case. */
export async function build() {
  await ensureBuild({ force: true });
  return 0;
}

/** The production server, configured by the settings alone. */
export async function start() {
  if (!exists(server)) throw new Problem("there is no production build yet: run `npm run build` first");
  const settings = { HOSTNAME: process.env.HOSTNAME || "0.0.0.0", PORT: process.env.PORT || "3000" };
  return (await run("node", [server], { env: { ...settings, NODE_ENV: "production" } })).code;
}
