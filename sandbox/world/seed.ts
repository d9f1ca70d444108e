import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { type KubeClient, KubeError, pause } from "../kube-client.ts";

const plurals: Record<string, string> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  Service: "services",
  StatefulSet: "statefulsets",
  Role: "roles",
  RoleBinding: "rolebindings",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  CustomResourceDefinition: "customresourcedefinitions",
  VirtualService: "virtualservices",
  Migration: "migrations",
};

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** The objects of a YAML file, empty documents left out. */
export function readManifests(file: string): object[] {
  return parseAllDocuments(readFileSync(file, "utf8"), { merge: true })
    .map((document) => document.toJS() as unknown)
    .filter((value): value is object => typeof value === "object" && value !== null);
}

/** Creates the objects side by side; what is there already stays as it is. */
export async function createAll(client: KubeClient, objects: readonly object[]): Promise<void> {
  await Promise.all(
    objects.map(async (object) => {
      const { apiVersion, kind, metadata } = manifest.parse(object);
      const plural = plurals[kind];
      if (plural === undefined) throw new Error(`the sandbox does not know how to create a ${kind}`);
      const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const scope = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
      try {
        await client.create(`${base}${scope}/${plural}`, object);
      } catch (error) {
        if (!(error instanceof KubeError) || error.status !== 409) throw error;
      }
    }),
  );
}

const definition = z.object({
  status: z.object({
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
  }),
});

/** Creates CustomResourceDefinitions and waits until the server serves their kinds. */
export async function createDefinitions(client: KubeClient, definitions: readonly object[]): Promise<void> {
  await createAll(client, definitions);
  await Promise.all(
    definitions.map(async (object) => {
      const { name } = manifest.parse(object).metadata;
      for (;;) {
        const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
        const { data } = definition.safeParse(await client.get(path));
        if (data?.status.conditions?.some(({ type, status }) => type === "Established" && status === "True"))
          return;
        await pause(50);
      }
    }),
  );
}
