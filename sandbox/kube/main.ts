import { existsSync, fstatSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { TokenEntry } from "./auth/authenticator.ts";
import { type Certificate, selfSigned } from "./http/certificate.ts";
import { type Kube, startKube } from "./start.ts";

/**
 * `node sandbox/kube/main.ts --port P --tokens FILE.json --crds PATH [PATH...] [--certificate FILE.json]`
 *
 * Prints one line when it listens: `{"ready":true,"port":P,"ca":PEM}`. The certificate file is made when it is
 * missing, so that a restart keeps the CA of kubeconfigs that were handed out.
 */
async function main(): Promise<Kube> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string", default: "0" },
      tokens: { type: "string" },
      crds: { type: "string", multiple: true, default: [] },
      certificate: { type: "string" },
      "watch-history": { type: "string", default: "1000" },
    },
  });
  if (values.tokens === undefined) {
    throw new Error("--tokens FILE.json is required: [{token, user, uid, groups}]");
  }
  const kube = await startKube({
    tokens: JSON.parse(readFileSync(values.tokens, "utf8")) as TokenEntry[],
    crds: [...values.crds, ...positionals],
    port: Number(values.port),
    ...(values.certificate === undefined ? {} : { certificate: certificateIn(values.certificate) }),
    watchHistory: Number(values["watch-history"]),
  });
  const stop = (): void => {
    void kube.stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  endWithParent(stop);
  return kube;
}

/** A child whose parent is gone is adopted, which changes its ppid; a pipe on its standard input ends as well. */
function endWithParent(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.on("end", stop).resume();
}

function certificateIn(path: string): Certificate {
  if (!existsSync(path)) writeFileSync(path, JSON.stringify(selfSigned(new Date())), { mode: 0o600 });
  return JSON.parse(readFileSync(path, "utf8")) as Certificate;
}

try {
  const { port, ca } = await main();
  process.stdout.write(`${JSON.stringify({ ready: true, port, ca })}\n`);
} catch (error) {
  process.stderr.write(`kube: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
