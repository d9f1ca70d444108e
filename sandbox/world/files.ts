import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prometheusConfig, prometheusRules } from "../prometheus/config.ts";
import { type Side, sides } from "./objects.ts";
import type { Setting } from "./processes.ts";

/** An empty folder for this run: data, logs, secrets. Only its owner may look into it. */
export function freshFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
  for (const name of ["logs", "brokers", "prometheus", "notify/crossfade-webhook"])
    mkdirSync(join(dir, name), { recursive: true, mode: 0o700 });
}

/** The files that the processes are started with. */
export function writeFiles({ dir, ports, options, accounts }: Setting): void {
  const external = Object.fromEntries(
    (Object.keys(sides) as Side[]).flatMap((side) => {
      const { metrics } = options[side];
      return metrics === undefined ? [] : [[side, metrics]];
    }),
  );
  const config = prometheusConfig({
    probe: ports.probe,
    fleet: ports.fleet,
    envoyAdmin: ports.envoyAdmin,
    kubelet: ports.kubelet,
    shims: { blue: ports.blueControl, green: ports.greenControl },
    ...(options.dashboard ? { dashboard: options.port } : {}),
    external,
    services: { blue: sides.blue.service, green: sides.green.service },
  });
  writeFileSync(join(dir, "prometheus", "prometheus.yaml"), config);
  writeFileSync(join(dir, "prometheus", "rules.yaml"), prometheusRules());
  const serviceAccounts = { "mqtt/default": accounts.default.token, "mqtt/chaos": accounts.chaos.token };
  writeFileSync(join(dir, "service-accounts.json"), JSON.stringify(serviceAccounts), { mode: 0o600 });
  writeFileSync(join(dir, "notify", "crossfade-webhook", "url"), `http://127.0.0.1:${ports.sink}/webhook`, {
    mode: 0o600,
  });
}
