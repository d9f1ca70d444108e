import { readFileSync } from "node:fs";
import type { Server } from "node:net";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createControl } from "./control.ts";
import { followReadyPods, type PodSource, rotating } from "./ready-pods.ts";
import { createShim } from "./shim.ts";

/** `host:port`, of which either side may be checked by the operating system only. */
const hostPort = z.string().regex(/^[^:]+:\d{1,5}$/, "must be HOST:PORT");
const port = z.coerce.number().int().min(0).max(65_535);

const options = z
  .object({
    side: z.enum(["blue", "green"]),
    listen: hostPort,
    control: port,
    kube: z.url().optional(),
    "kube-ca": z.string().optional(),
    token: z.string().default(""),
    namespace: z.string().default("mqtt"),
    service: z.string().default(""),
    upstream: hostPort.optional(),
  })
  .refine(
    ({ kube, upstream }) => kube !== undefined || upstream !== undefined,
    "--kube or --upstream is needed",
  );

function readOptions() {
  const string = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      side: string,
      listen: string,
      control: string,
      kube: string,
      "kube-ca": string,
      token: string,
      namespace: string,
      service: string,
      upstream: string,
    },
  });
  return options.parse(values);
}

function listen(server: Server, host: string, onPort: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(onPort, host, 4096, resolve);
  });
}

async function main() {
  const {
    side,
    listen: address,
    control,
    kube,
    token,
    namespace,
    service,
    upstream,
    ...rest
  } = readOptions();
  const caFile = rest["kube-ca"];
  const ca = caFile === undefined ? undefined : readFileSync(caFile, "utf8");
  const source: PodSource =
    upstream !== undefined || kube === undefined
      ? { addresses: () => (upstream === undefined ? [] : [upstream]), close: () => undefined }
      : followReadyPods({ server: kube, token, ca, userAgent: `sandbox-shim-${side}` }, namespace, side);
  const shim = createShim(rotating(source.addresses));
  const [host = "127.0.0.1", onPort = "0"] = address.split(":");
  await listen(shim.server, host, Number(onPort));
  const controlServer = createControl(shim, side);
  await listen(controlServer, "127.0.0.1", control);
  console.log(
    `shim of ${side} (${service === "" ? "one broker" : service}) on ${address}, control on ${control}`,
  );
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      source.close();
      shim.close();
      controlServer.close();
      process.exit(0);
    });
}

main().catch((error: unknown) => {
  console.error(`shim: ${problemOf(error)}`);
  process.exit(1);
});

function problemOf(error: unknown): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  if (issue === undefined) return error instanceof Error ? error.message : String(error);
  return issue.path.length === 0 ? issue.message : `--${issue.path.join(".")}: ${issue.message}`;
}
