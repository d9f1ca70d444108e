import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubeClient } from "../kube-client.ts";
import { definitionFiles, type Kubernetes } from "./kubernetes.ts";
import { namespaces, worldObjects } from "./objects.ts";
import type { Setting } from "./processes.ts";
import { accessObjects } from "./rbac.ts";
import { scalePlan } from "./scale-plan.ts";
import { createAll, createDefinitions, readManifests } from "./seed.ts";

/** Fills an empty cluster: kinds, rights, the two sides, their route, and the plan. */
export async function seedWorld(kube: KubeClient, setting: Setting, cluster: Kubernetes): Promise<void> {
  const { root, ports, options, oidc } = setting;
  const plan = parse(readFileSync(new URL("./plan.yaml", import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;
  await Promise.all([
    createAll(kube, namespaces()),
    cluster.hasDefinitions
      ? undefined
      : createDefinitions(
          kube,
          definitionFiles(root).flatMap((file) => readManifests(file)),
        ),
  ]);
  await createAll(kube, [
    ...readManifests(join(root, "deploy", "rbac.yaml")),
    ...worldObjects({ blue: `127.0.0.1:${ports.blue}`, green: `127.0.0.1:${ports.green}` }),
    ...accessObjects(oidc.issuer),
  ]);
  await createAll(kube, [scalePlan(plan, options.speed)]);
}
