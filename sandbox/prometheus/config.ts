import { stringify } from "yaml";

export type Targets = {
  probe: number;
  fleet: number;
  envoyAdmin: number;
  kubelet: number;
  shims: Record<"blue" | "green", number>;
  /** Absent where the dashboard is left out. */
  dashboard?: number;
  /** Metrics of brokers of the user's own. */
  external: Partial<Record<"blue" | "green", string>>;
  /** The Services whose clusters Envoy counts connections of. */
  services: Record<"blue" | "green", string>;
};

const sides = ["blue", "green"] as const;
const local = (port: number) => [`127.0.0.1:${port}`];

/** Prometheus' configuration: everything at 1 s, and a `color` on whatever belongs to one side. */
export function prometheusConfig(targets: Targets): string {
  const job = (job_name: string, port: number, more: object = {}) => ({
    job_name,
    static_configs: [{ targets: local(port) }],
    ...more,
  });
  const side = (color: string, port: number, more: object = {}) => ({
    // Its own `color` is the same one: without this it would come as `exported_color`.
    honor_labels: true,
    static_configs: [{ targets: local(port), labels: { color } }],
    ...more,
  });
  return stringify({
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules.yaml"],
    scrape_configs: [
      job("crossfade-probe", targets.probe),
      job("fleet", targets.fleet),
      job("gateway", targets.envoyAdmin, {
        metrics_path: "/stats/prometheus",
        params: { filter: ["^cluster\\..*upstream_cx|^tcp\\."] },
        metric_relabel_configs: sides.map((color) => ({
          source_labels: ["envoy_cluster_name"],
          regex: targets.services[color],
          target_label: "color",
          replacement: color,
        })),
      }),
      ...sides.map((color) => ({
        job_name: `brokers-${color}`,
        ...side(color, targets.kubelet, { metrics_path: `/metrics/${color}` }),
      })),
      ...sides.map((color) => ({ job_name: `shim-${color}`, ...side(color, targets.shims[color]) })),
      ...sides.flatMap((color) => externalJob(color, targets.external[color])),
      ...(targets.dashboard === undefined ? [] : [job("crossfade", targets.dashboard)]),
    ],
  });
}

function externalJob(color: string, url: string | undefined): object[] {
  if (url === undefined) return [];
  const { protocol, host, pathname, searchParams } = new URL(url);
  const params = Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)]),
  );
  return [
    {
      job_name: `own-${color}`,
      scheme: protocol.slice(0, -1),
      metrics_path: pathname,
      ...(Object.keys(params).length === 0 ? {} : { params }),
      static_configs: [{ targets: [host], labels: { color } }],
    },
  ];
}

/** Each side's live connections through the gateway; both sides are always there, 0 included. */
export function prometheusRules(): string {
  return stringify({
    groups: [
      {
        name: "gateway",
        interval: "1s",
        rules: sides.map((color) => ({
          record: "gateway:live_connections:sum",
          expr: `sum(envoy_cluster_upstream_cx_active{color="${color}"})`,
          labels: { color },
        })),
      },
    ],
  });
}
