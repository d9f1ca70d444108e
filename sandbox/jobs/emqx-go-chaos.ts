import { readFileSync } from "node:fs";
import { z } from "zod";
import { connectKube, type KubeClient } from "../kube-client.ts";
import { openSession } from "../mqtt/session.ts";
import { check, JobFailed, pauseMs, runJob } from "./job.ts";

const pod = z.looseObject({
  metadata: z.looseObject({ name: z.string(), uid: z.string(), deletionTimestamp: z.string().optional() }),
  status: z
    .looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional() })
    .optional(),
});
type Pod = z.infer<typeof pod>;
const podList = z.looseObject({ items: z.array(pod) });

/** Green serves when this share of the attempts during the repair succeed. */
const leastServed = 0.99;
const everyMs = 20;
const afterwardsMs = 2000;

/** Deletes one of green's pods, then watches that it comes back ready and that green serves all the while. */
await runJob("chaos-kill-pod", async ({ green, kube, namespace, timeoutMs }) => {
  if (kube === undefined) throw new JobFailed("SANDBOX_KUBE: missing");
  const client = connectKube({
    server: kube.server,
    token: kube.token,
    ca: kube.caFile === undefined ? undefined : readFileSync(kube.caFile, "utf8"),
    userAgent: "emqx-go-chaos",
  });
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const before = await readyPods(client, path);
  const victim = before[Math.floor(Math.random() * before.length)];
  if (victim === undefined || before.length < 2)
    throw new JobFailed(`green has ${before.length} ready pods: deleting one would not be a test`);

  const service = serveOn(green);
  await client.remove(`${path}/${victim.metadata.name}`);
  const began = performance.now();
  const back = await comesBack(client, path, victim, before.length, timeoutMs * 0.8);
  const tookS = ((performance.now() - began) / 1000).toFixed(1);
  if (back) await pauseMs(afterwardsMs);
  const { tried, served } = await service.stop();

  const said = `${victim.metadata.name} deleted, served ${served} of ${tried} clients meanwhile`;
  check(back, `${said}; it has not come back ready in ${tookS} s`);
  check(tried > 0 && served / tried >= leastServed, `${said}; less than ${leastServed * 100} %`);
  return `${said}, ready again in ${tookS} s`;
});

async function readyPods(client: KubeClient, path: string): Promise<Pod[]> {
  const { items } = podList.parse(await client.get(`${path}?labelSelector=color%3Dgreen`));
  return items.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true,
  );
}

async function comesBack(client: KubeClient, path: string, victim: Pod, count: number, timeoutMs: number) {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const ready = await readyPods(client, path);
    const replaced = ready.every(({ metadata }) => metadata.uid !== victim.metadata.uid);
    if (replaced && ready.length >= count) return true;
    await pauseMs(200);
  }
  return false;
}

/** Connects, sends one message to itself and leaves, over and over. */
function serveOn(address: string) {
  let running = true;
  let tried = 0;
  let served = 0;
  const loop = (async () => {
    for (; running; tried++) {
      // Who is cut off together with the pod connects again, as clients do.
      const first = await exchange(address, `chaos-watch-${tried}`);
      if (first || (await exchange(address, `chaos-watch-${tried}-again`))) served++;
      await pauseMs(everyMs);
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      return { tried, served };
    },
  };
}

async function exchange(address: string, clientId: string): Promise<boolean> {
  try {
    const session = await openSession({ address, clientId, connectTimeoutMs: 2000 });
    await session.publish(`chaos/${clientId}`, "still here", { qos: 1 });
    session.end();
    return true;
  } catch (error) {
    console.log(`${clientId}: ${String(error)}`);
    return false;
  }
}
