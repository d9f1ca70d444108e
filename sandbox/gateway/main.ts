import { parseArgs } from "node:util";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectKube, mirror } from "../kube-client.ts";
import { startLeashed } from "../world/leash.ts";
import { endWithParent } from "../world/lifeline.ts";
import { resourceFile, writeBootstrap } from "./envoy.ts";
import { clustersOf, listenersOf, translate } from "./translate.ts";

/** The gateway: follows the VirtualServices and Services of the API and feeds a real Envoy, as istiod does. */
const { values } = parseArgs({
  options: {
    kube: { type: "string" },
    token: { type: "string" },
    ca: { type: "string" },
    listen: { type: "string" },
    port: { type: "string", default: "1883" },
    admin: { type: "string" },
    "drain-s": { type: "string", default: "45" },
    dir: { type: "string" },
    envoy: { type: "string", default: "envoy" },
  },
});
const { kube, token, listen, admin, dir } = values;
const [, host, listenPort] = /^(.+):(\d+)$/.exec(listen ?? "") ?? [];
if (!kube || !token || !host || !listenPort || !admin || !dir) {
  console.error("usage: gateway --kube URL --token T [--ca FILE] --listen HOST:PORT --admin PORT --dir DIR");
  process.exit(2);
}

const client = connectKube({
  server: kube,
  token,
  ca: values.ca === undefined ? undefined : readFileSync(values.ca, "utf8"),
  userAgent: "sandbox-gateway/1",
});
const files = writeBootstrap(dir, Number(admin));
const writeClusters = resourceFile(dir, "clusters.json");
const writeListeners = resourceFile(dir, "listeners.json");

const routes = mirror(client, "/apis/networking.istio.io/v1/virtualservices", update);
const services = mirror(client, "/api/v1/services", update);

let said = "";
function update() {
  const translation = translate(routes.items.values(), Number(values.port));
  const what = JSON.stringify(translation);
  if (what !== said) console.log(`${new Date().toISOString()} ${what}`);
  said = what;
  writeClusters(clustersOf(services.items.values()));
  if (translation.kind !== "invalid")
    writeListeners(listenersOf(translation, { host: host ?? "", port: Number(listenPort) }));
}

await Promise.all([routes.synced, services.synced]);
update();

// Hot restart is off: several sandboxes, each with an Envoy, must not share its shared-memory segment.
const envoy = startLeashed(values.envoy, [
  "--config-path",
  files.bootstrap,
  "--drain-time-s",
  values["drain-s"],
  "--drain-strategy",
  "immediate",
  "--disable-hot-restart",
  "--concurrency",
  "1",
  "--log-level",
  "warning",
]);
writeFileSync(join(dir, "envoy.pid"), String(envoy.pid ?? 0));
envoy.once("exit", (code, signal) => {
  console.error(`envoy ended (${code ?? signal})`);
  process.exit(1);
});
console.log(JSON.stringify({ ready: true, envoy: envoy.pid }));
endWithParent(() => {
  envoy.kill("SIGKILL");
});
