import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Agent, request } from "undici";

const ROUTE = "/apis/networking.istio.io/v1/namespaces/mqtt/virtualservices";
const MIGRATIONS = "/apis/crossfade.dev/v1alpha1/namespaces/mqtt/migrations";

type Kubeconfig = {
  clusters: {
    cluster: {
      server: string;
      "certificate-authority"?: string;
      "certificate-authority-data"?: string;
      "insecure-skip-tls-verify"?: boolean;
    };
  }[];
  users: { user: { token: string } }[];
};
type Destination = { destination: { host: string }; weight?: number };

export type Kube = ReturnType<typeof kubeOf>;

/** A look at the cluster that owes nothing to the product: what is really in the API. */
export function kubeOf(kubeconfig: string) {
  const config = parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
  const cluster = config.clusters[0]?.cluster;
  if (!cluster) throw new Error(`${kubeconfig} names no cluster`);
  const ca = cluster["certificate-authority-data"]
    ? Buffer.from(cluster["certificate-authority-data"], "base64")
    : cluster["certificate-authority"] && readFileSync(cluster["certificate-authority"]);
  const dispatcher = new Agent({ connect: ca ? { ca } : { rejectUnauthorized: false } });
  const headers = { authorization: `Bearer ${config.users[0]?.user.token ?? ""}` };

  async function get<T>(path: string): Promise<T> {
    const answer = await request(`${cluster?.server}${path}`, { headers, dispatcher });
    if (answer.statusCode !== 200)
      throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
    return (await answer.body.json()) as T;
  }

  return {
    migration: () =>
      get<{
        metadata: { resourceVersion: string };
        spec: unknown;
        status: Record<string, never> & { state: string; stage: string };
      }>(`${MIGRATIONS}/emqx-to-emqx-go`),
    async patchWeight(green: number, manager: string): Promise<void> {
      const { spec } = await get<VirtualService>(`${ROUTE}/emqx-virtual-service`);
      const route = spec.tcp[0]?.route ?? [];
      const answer = await request(`${cluster.server}${ROUTE}/emqx-virtual-service?fieldManager=${manager}`, {
        method: "PATCH",
        headers: { ...headers, "content-type": "application/json-patch+json" },
        body: JSON.stringify(
          route.map((one, index) => ({
            op: "replace",
            path: `/spec/tcp/0/route/${index}/weight`,
            value: isGreen(one) ? green : 100 - green,
          })),
        ),
        dispatcher,
      });
      if (answer.statusCode !== 200) throw new Error(await answer.body.text());
      await answer.body.dump();
    },
    async weight(): Promise<number> {
      return greenWeight(await get(`${ROUTE}/emqx-virtual-service`));
    },
    /** Wall-clock time at which a watch of the route first showed this weight. Resolves `started` when it watches. */
    watchWeight(wanted: number): { started: Promise<void>; seen: Promise<number> } {
      let begun = (): void => undefined;
      const started = new Promise<void>((resolve) => (begun = resolve));
      const seen = (async () => {
        const list = await get<{ metadata: { resourceVersion: string } }>(ROUTE);
        const answer = await request(
          `${cluster.server}${ROUTE}?watch=true&resourceVersion=${list.metadata.resourceVersion}`,
          { headers, dispatcher, bodyTimeout: 0 },
        );
        begun();
        let rest = "";
        for await (const chunk of answer.body) {
          rest += String(chunk);
          const lines = rest.split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) {
            const event = JSON.parse(line) as { object: { spec?: VirtualService["spec"] } };
            if (event.object.spec && greenWeight({ spec: event.object.spec }) === wanted) {
              answer.body.destroy();
              return Date.now();
            }
          }
        }
        throw new Error("the watch ended");
      })();
      return { started, seen };
    },
  };
}

type VirtualService = { spec: { tcp: { route: Destination[] }[] } };

function greenWeight(object: VirtualService): number {
  return object.spec.tcp[0]?.route.find(isGreen)?.weight ?? 0;
}

const isGreen = ({ destination }: Destination): boolean => destination.host.includes("green");
