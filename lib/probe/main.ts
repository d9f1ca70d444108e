import { createServer } from "node:http";
import { startProber } from "./prober.ts";
import { readSettings } from "./settings.ts";

function fail(problem: string): never {
  console.error(`crossfade-probe: ${problem}`);
  process.exit(1);
}

const read = readSettings(process.env);
if (!read.ok) fail(read.problem);
const { settings } = read;

const prober = startProber(settings);
const server = createServer((request, response) => {
  if (request.url === "/healthz") return response.writeHead(200).end("ok\n");
  if (request.url !== "/metrics") return response.writeHead(404).end("/metrics or /healthz\n");
  const { registry } = prober.metrics;
  registry.metrics().then(
    (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.once("error", (error) => fail(`PROBE_METRICS_PORT ${settings.metricsPort}: ${error.message}`));
server.listen(settings.metricsPort, settings.metricsHost, () => {
  const at = server.address();
  const port = typeof at === "object" && at !== null ? at.port : settings.metricsPort;
  console.log(`crossfade-probe: metrics on ${settings.metricsHost}:${port}/metrics`);
});

/** DISCONNECTs need a moment to leave. */
const goodbyeMs = 200;
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => {
    prober.stop();
    server.close();
    setTimeout(() => process.exit(0), goodbyeMs);
  });
