import { dirname, join } from "node:path";
import type { ChildSpec } from "./children.ts";
import type { Urgency } from "./leash.ts";
import type { Kubernetes } from "./kubernetes.ts";
import { brokerPort, namespace, type Side, sides } from "./objects.ts";
import type { DemoOptions } from "./options.ts";
import type { Program } from "./programs.ts";
import type { Account, Machine, Person } from "./users.ts";

export const portNames = [
  "kube",
  "kubeProxy",
  "prometheus",
  "prometheusProxy",
  "faults",
  "oidc",
  "sink",
  "gateway",
  "envoyAdmin",
  "blue",
  "green",
  "blueControl",
  "greenControl",
  "kubelet",
  "probe",
  "fleet",
] as const;
export type Ports = Record<(typeof portNames)[number], number>;

export type Setting = {
  root: string;
  dir: string;
  options: DemoOptions;
  ports: Ports;
  programs: Record<Program, string>;
  accounts: Record<Person | Machine, Account>;
  oidc: { clientId: string; clientSecret: string; issuer: string };
};

const at = (port: number) => `127.0.0.1:${port}`;
const urgencies: Record<string, Urgency> = {
  kubelet: "measured",
  gateway: "measured",
  "shim-blue": "measured",
  "shim-green": "measured",
  probe: "measured",
  faults: "acting",
};

const node = (
  setting: Setting,
  name: string,
  file: string,
  args: string[],
  env: Record<string, string> = {},
): ChildSpec => ({
  name,
  command: process.execPath,
  args: [join(setting.root, file), ...args],
  env,
  onDeath: "restart",
  urgency: urgencies[name] ?? "other",
});

export const dashboardOrigin = ({ options }: Setting): string => `http://localhost:${options.port}`;

/** What needs nothing else to start. */
export function independent(setting: Setting, users: Record<string, string[]>): ChildSpec[] {
  const { ports, dir, programs, oidc } = setting;
  return [
    {
      name: "prometheus",
      command: programs.prometheus,
      args: [
        `--config.file=${join(dir, "prometheus", "prometheus.yaml")}`,
        `--storage.tsdb.path=${join(dir, "prometheus", "data")}`,
        `--web.listen-address=${at(ports.prometheus)}`,
        "--query.lookback-delta=10s",
        "--storage.tsdb.retention.time=2h",
        "--log.level=warn",
      ],
      onDeath: "restart",
      urgency: "acting",
    },
    node(setting, "oidc", "sandbox/oidc/main.ts", [], {
      SANDBOX_OIDC: JSON.stringify({
        port: ports.oidc,
        ...oidc,
        redirectUris: [`${dashboardOrigin(setting)}/api/auth/callback/oidc`],
        users,
      }),
    }),
    node(setting, "sink", "sandbox/sink/main.ts", ["--port", String(ports.sink)]),
  ];
}

/** What talks to the Kubernetes API. */
export function clustered(setting: Setting, kubernetes: Kubernetes): ChildSpec[] {
  const { ports, dir, programs, accounts, options, root } = setting;
  const ca = kubernetes.caFile;
  const kube = (token: string, caOption: string) => [
    "--kube",
    kubernetes.server,
    "--token",
    token,
    ...(ca === undefined ? [] : [caOption, ca]),
  ];
  const shim = (side: Side) =>
    node(setting, `shim-${side}`, "sandbox/shim/main.ts", [
      "--side",
      side,
      "--listen",
      at(ports[side]),
      "--control",
      String(ports[`${side}Control`]),
      ...kube(accounts.shim.token, "--kube-ca"),
      "--namespace",
      namespace,
      "--service",
      sides[side].service,
      ...(options[side].broker === undefined ? [] : ["--upstream", options[side].broker]),
    ]);
  return [
    node(setting, "kubelet", "sandbox/kubelet/main.ts", [
      ...kube(accounts.kubelet.token, "--ca"),
      ...["--dir", join(dir, "brokers"), "--mosquitto", programs.mosquitto, "--port", String(ports.kubelet)],
      ...["--blue", at(ports.blue), "--green", at(ports.green), "--gateway", at(ports.gateway)],
      ...[
        "--service-accounts",
        join(dir, "service-accounts.json"),
        "--programs",
        join(root, "sandbox", "jobs"),
      ],
      ...(Object.keys(sides) as Side[]).flatMap((side) => {
        const { broker } = options[side];
        return broker === undefined ? [] : [`--external-${side}`, broker];
      }),
    ]),
    node(setting, "gateway", "sandbox/gateway/main.ts", [
      ...kube(accounts.gateway.token, "--ca"),
      ...["--listen", at(ports.gateway), "--port", String(brokerPort), "--admin", String(ports.envoyAdmin)],
      ...[
        "--drain-s",
        String(drainSeconds(options.speed)),
        "--dir",
        join(dir, "envoy"),
        "--envoy",
        programs.envoy,
      ],
    ]),
    shim("blue"),
    shim("green"),
    node(setting, "faults", "sandbox/faults/main.ts", [
      ...["--port", String(ports.faults)],
      ...["--kube-target", kubernetes.server, "--kube-proxy", String(ports.kubeProxy)],
      ...(ca === undefined ? [] : ["--kube-ca", ca]),
      ...["--prometheus-target", `http://${at(ports.prometheus)}`],
      ...["--prometheus-proxy", String(ports.prometheusProxy)],
      ...["--blue-control", String(ports.blueControl), "--green-control", String(ports.greenControl)],
    ]),
  ];
}

/** Istio's 45 s, divided as the plan's `drainTime` is. */
export const drainSeconds = (speed: number): number => Math.max(1, Math.ceil(45 / speed));

/** What sends traffic, once there is somewhere to send it. */
export function traffic(setting: Setting): ChildSpec[] {
  const { ports, options } = setting;
  return [
    node(setting, "probe", "lib/probe/main.ts", [], {
      PROBE_BLUE: at(ports.blue),
      PROBE_GREEN: at(ports.green),
      PROBE_GATEWAY: at(ports.gateway),
      PROBE_METRICS_HOST: "127.0.0.1",
      PROBE_METRICS_PORT: String(ports.probe),
    }),
    node(setting, "fleet", "sandbox/fleet/main.ts", [
      ...[
        "--gateway",
        at(ports.gateway),
        "--clients",
        String(options.clients),
        "--metrics",
        String(ports.fleet),
      ],
    ]),
  ];
}

/** The production build's entry, in the folder that it must be started in. */
export const dashboardServer = (root: string): string => join(root, ".next", "standalone", "server.js");

/** The product: its production build, told what an installation would tell it, and nothing else. */
export function dashboard(setting: Setting, secrets: { nextAuth: string; actions: string }): ChildSpec {
  const { ports, dir, options, oidc, root } = setting;
  const server = dashboardServer(root);
  return {
    name: "dashboard",
    command: process.execPath,
    args: [server],
    cwd: dirname(server),
    env: {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      KUBECONFIG: join(dir, "crossfade.kubeconfig"),
      PROMETHEUS_URL: `http://${at(ports.prometheusProxy)}`,
      PROMETHEUS_PUBLIC_URL: `http://${at(ports.prometheus)}`,
      ALERTMANAGER_URL: `http://${at(ports.sink)}`,
      NEXTAUTH_URL: dashboardOrigin(setting),
      NEXTAUTH_SECRET: secrets.nextAuth,
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: secrets.actions,
      OIDC_ISSUER: oidc.issuer,
      OIDC_CLIENT_ID: oidc.clientId,
      OIDC_CLIENT_SECRET: oidc.clientSecret,
      OIDC_GROUPS_CLAIM: "groups",
      CROSSFADE_NOTIFY_DIR: join(dir, "notify"),
      HOSTNAME: "127.0.0.1",
      PORT: String(options.port),
    },
    onDeath: "restart",
    urgency: "acting",
  };
}
