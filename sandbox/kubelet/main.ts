import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { z } from "zod";
import { connectKube } from "../kube-client.ts";
import { endWithParent } from "../world/lifeline.ts";
import { Kubelet } from "./kubelet.ts";
import { renderMetrics } from "./metrics.ts";

const string = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    kube: string,
    token: string,
    ca: string,
    dir: string,
    mosquitto: { ...string, default: "mosquitto" },
    /** Where metrics (`/metrics/<color>`) and `/pids` are served. */
    port: string,
    /** The addresses that jobs are told. */
    blue: string,
    green: string,
    gateway: string,
    /** A JSON file: token by `namespace/name` of the service account. */
    "service-accounts": string,
    programs: string,
    "external-blue": string,
    "external-green": string,
  },
});
const options = z
  .looseObject({
    kube: z.string(),
    token: z.string(),
    dir: z.string(),
    port: z.coerce.number(),
    programs: z.string(),
  })
  .parse(values);

const tokens = z
  .record(z.string(), z.string())
  .parse(
    JSON.parse(
      values["service-accounts"] === undefined ? "{}" : readFileSync(values["service-accounts"], "utf8"),
    ),
  );
const external = Object.fromEntries(
  Object.entries({ blue: values["external-blue"], green: values["external-green"] }).filter(
    ([, at]) => at !== undefined,
  ),
);

const kubelet = new Kubelet({
  client: connectKube({
    server: options.kube,
    token: options.token,
    ca: values.ca === undefined ? undefined : readFileSync(values.ca, "utf8"),
    userAgent: "sandbox-kubelet/1",
  }),
  dir: options.dir,
  mosquitto: values.mosquitto,
  external,
  jobs: {
    programs: options.programs,
    tokenOf: (account) => tokens[account],
    env: {
      SANDBOX_BLUE: values.blue ?? "",
      SANDBOX_GREEN: values.green ?? "",
      SANDBOX_GATEWAY: values.gateway ?? "",
      SANDBOX_KUBE: options.kube,
      SANDBOX_KUBE_CA: values.ca ?? "",
    },
  },
});

const server = createServer((request, response) => {
  const [, color] = /^\/metrics\/(blue|green)$/.exec(request.url ?? "") ?? [];
  if (color !== undefined) {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(renderMetrics(kubelet.metrics(color)));
  } else if (request.url === "/pids") {
    void kubelet
      .pids()
      .then((pids) => response.setHeader("content-type", "application/json").end(JSON.stringify(pids)));
  } else {
    response.statusCode = 404;
    response.end();
  }
});
server.listen(options.port, "127.0.0.1");
endWithParent(() => kubelet.stop());
await kubelet.start();
console.log(JSON.stringify({ ready: true }));
