import { readFileSync } from "node:fs";
import type { Server } from "node:net";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createFaultsApi } from "./api.ts";
import { kubernetesUnreachable, treatKubernetes } from "./kubernetes-faults.ts";
import { prometheusUnreachable, treatPrometheus } from "./prometheus-faults.ts";
import { createFaultProxy } from "./proxy.ts";
import { Switchboard } from "./switchboard.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const options = z.object({
  port,
  "kube-target": z.url(),
  "kube-ca": z.string().optional(),
  "kube-proxy": port,
  "prometheus-target": z.url(),
  "prometheus-proxy": port,
  "blue-control": port,
  "green-control": port,
});

function readOptions() {
  const names = Object.keys(options.shape);
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  });
  return options.parse(values);
}

function listen(server: Server, onPort: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(onPort, "127.0.0.1", resolve);
  });
}

async function main() {
  const given = readOptions();
  const caFile = given["kube-ca"];
  const board: Switchboard = new Switchboard(
    { blue: given["blue-control"], green: given["green-control"] },
    ({ kubernetes, prometheus }) => {
      if (kubernetes.down) kube.cutAll();
      if (prometheus.down) metrics.cutAll();
    },
  );
  const kube = createFaultProxy({
    target: given["kube-target"],
    ca: caFile === undefined ? undefined : readFileSync(caFile, "utf8"),
    treat: (request) =>
      treatKubernetes(board.faults.kubernetes, request.method ?? "GET", {
        error: Math.random(),
        drop: Math.random(),
      }),
    unreachable: kubernetesUnreachable,
  });
  const metrics = createFaultProxy({
    target: given["prometheus-target"],
    treat: (request) => treatPrometheus(board.faults.prometheus, request.url ?? "/"),
    unreachable: prometheusUnreachable,
  });
  await listen(kube.server, given["kube-proxy"]);
  await listen(metrics.server, given["prometheus-proxy"]);
  const api = createFaultsApi(board);
  await listen(api, given.port);
  console.log(`fault switches on http://127.0.0.1:${given.port}/`);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      board.stop();
      process.exit(0);
    });
}

main().catch((error: unknown) => {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  console.error(
    `faults: ${issue === undefined ? (error instanceof Error ? error.message : String(error)) : `--${issue.path.join(".")}: ${issue.message}`}`,
  );
  process.exit(1);
});
