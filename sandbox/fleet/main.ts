import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { z } from "zod";
import { Device, type FleetTally } from "./device.ts";

const options = z.object({
  gateway: z.string().regex(/^[^:]+:\d{1,5}$/, "must be HOST:PORT"),
  clients: z.coerce.number().int().min(0).max(20_000).default(200),
  metrics: z.coerce.number().int().min(0).max(65_535),
  "publish-every-ms": z.coerce.number().min(50).default(4000),
});

function readOptions() {
  const string = { type: "string" } as const;
  const { values } = parseArgs({
    options: { gateway: string, clients: string, metrics: string, "publish-every-ms": string },
  });
  return options.parse(values);
}

/** Clients of the first start come in over this long for each hundred of them. */
const startSpreadMsPerHundred = 250;

async function main() {
  const { gateway, clients, metrics: port, "publish-every-ms": publishEveryMs } = readOptions();
  const tally: FleetTally = {
    connects: 0,
    connectFailures: 0,
    drops: 0,
    published: { 1: 0, 2: 0 },
    unacknowledged: 0,
    received: 0,
    longestOutageMs: 0,
  };
  const devices = Array.from(
    { length: clients },
    (_, n) => new Device({ id: `device-${String(n).padStart(5, "0")}`, gateway, publishEveryMs, tally }),
  );
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(metrics(devices, tally));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  for (const device of devices) device.start((clients / 100) * startSpreadMsPerHundred);
  console.log(`fleet of ${clients} clients through ${gateway}, metrics on ${port}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      for (const device of devices) device.stop();
      server.close();
      setTimeout(() => process.exit(0), 200).unref();
    });
}

function metrics(devices: readonly Device[], tally: FleetTally): string {
  const line = (name: string, kind: string, value: number, labels = "") =>
    `# TYPE sandbox_fleet_${name} ${kind}\nsandbox_fleet_${name}${labels} ${value}\n`;
  return [
    line("clients", "gauge", devices.length),
    line("connected", "gauge", devices.filter((device) => device.connected).length),
    line("connects_total", "counter", tally.connects),
    line("connect_failures_total", "counter", tally.connectFailures),
    line("drops_total", "counter", tally.drops),
    line("published_total", "counter", tally.published[1], '{qos="1"}'),
    `sandbox_fleet_published_total{qos="2"} ${tally.published[2]}\n`,
    line("unacknowledged_total", "counter", tally.unacknowledged),
    line("received_total", "counter", tally.received),
    line("longest_outage_seconds", "gauge", tally.longestOutageMs / 1000),
  ].join("");
}

main().catch((error: unknown) => {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  console.error(
    `fleet: ${issue === undefined ? (error instanceof Error ? error.message : String(error)) : `--${issue.path.join(".")}: ${issue.message}`}`,
  );
  process.exit(1);
});
