import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { TokenEntry } from "./auth/authenticator.ts";
import { startKube } from "./start.ts";

/** `node sandbox/kube/main.ts --port P --tokens FILE.json --crds PATH [--crds PATH | PATH...]` */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "0" },
    tokens: { type: "string" },
    crds: { type: "string", multiple: true, default: [] },
    "watch-history": { type: "string", default: "1000" },
  },
});

if (values.tokens === undefined) {
  process.stderr.write("kube: --tokens FILE.json is required: [{token, user, uid, groups}]\n");
  process.exit(2);
}

const tokens = JSON.parse(readFileSync(values.tokens, "utf8")) as TokenEntry[];

try {
  const kube = await startKube({
    tokens,
    crds: [...values.crds, ...positionals],
    port: Number(values.port),
    watchHistory: Number(values["watch-history"]),
  });
  const stop = (): void => {
    void kube.stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  endWithParent(stop);
  process.stdout.write(`${JSON.stringify({ ready: true, port: kube.port })}\n`);
} catch (error) {
  process.stderr.write(`kube: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** A child whose parent is gone is adopted by another process: its ppid changes. A closed stdin pipe says so too. */
function endWithParent(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}
