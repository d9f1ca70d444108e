import { readdirSync, readFileSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type TokenEntry, tokenAuthenticator } from "./auth/authenticator.ts";
import { BOOTSTRAP_BINDINGS, BOOTSTRAP_ROLES } from "./auth/bootstrap.ts";
import { Authorizer } from "./auth/rbac.ts";
import { MASTERS, type User } from "./auth/user.ts";
import { Collector } from "./collect.ts";
import { type Certificate, selfSigned } from "./http/certificate.ts";
import { dualListener } from "./http/listener.ts";
import { kubeServer } from "./http/server.ts";
import { asString, type Json } from "./json.ts";
import type { KubeObject } from "./object.ts";
import { Registry } from "./registry.ts";
import { Store } from "./store.ts";
import type { Call, World } from "./world.ts";
import { create } from "./write/create.ts";

export type KubeOptions = {
  tokens: readonly TokenEntry[];
  /** Files of CustomResourceDefinitions (YAML, several documents allowed), or folders of such files. */
  crds?: readonly string[];
  /** 0 or absent: any free port. */
  port?: number;
  /** Events that a watch can resume over, per kind (1,000). Small values provoke 410s. */
  watchHistory?: number;
  /** Key and certificate for https; a new self-signed one when absent. */
  certificate?: Certificate;
  /** Time between bookmarks of an idle watch, in milliseconds (10,000). */
  bookmarkMs?: number;
};

export type Kube = {
  url: string;
  port: number;
  /** The certificate, in PEM, that `https` on the same port is to be trusted by. */
  ca: string;
  /** Forgets all past events: watches that resume from before now get 410. */
  compact(): void;
  stop(): Promise<void>;
};

const INTERNAL: User = { name: "system:apiserver", uid: "", groups: [MASTERS] };

function documentsIn(path: string): KubeObject[] {
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .sort()
      .flatMap((name) => documentsIn(join(path, name)));
  }
  return parseAllDocuments(readFileSync(path, "utf8"), { merge: true })
    .map((document) => document.toJS() as KubeObject | null)
    .filter(
      (object): object is KubeObject =>
        object !== null && asString(object["kind"]) === "CustomResourceDefinition",
    );
}

function seed(world: World, group: string, plural: string, body: Json): void {
  const found = world.registry.find(group, "v1", plural);
  if (found === undefined) throw new Error(`no such kind: ${group}/${plural}`);
  const call: Call = {
    ...found,
    namespace: "",
    name: "",
    subresource: "",
    context: {
      user: INTERNAL,
      query: new URLSearchParams(),
      manager: "kube-apiserver",
      dryRun: false,
      fieldValidation: "Ignore",
      warnings: [],
      now: new Date(),
    },
  };
  create(world, call, body);
}

function makeWorld(options: KubeOptions): { world: World; collector: Collector } {
  const store = new Store(options.watchHistory ?? 1000);
  const registry = new Registry(store);
  const collector = new Collector(store, registry);
  const world: World = {
    store,
    registry,
    authenticate: tokenAuthenticator(options.tokens),
    authorizer: new Authorizer(store),
    bookmarkMs: options.bookmarkMs ?? 10_000,
  };
  for (const name of ["default", "kube-system", "kube-public", "kube-node-lease"]) {
    seed(world, "", "namespaces", { metadata: { name } });
  }
  const rbac = "rbac.authorization.k8s.io";
  for (const role of BOOTSTRAP_ROLES) seed(world, rbac, "clusterroles", role);
  for (const binding of BOOTSTRAP_BINDINGS) seed(world, rbac, "clusterrolebindings", binding);
  for (const crd of (options.crds ?? []).flatMap(documentsIn)) {
    seed(world, "apiextensions.k8s.io", "customresourcedefinitions", crd);
  }
  return { world, collector };
}

/**
 * An embedded Kubernetes API on 127.0.0.1, http and https on the same port (kubectl sends tokens over https
 * only). It ends, with every open watch, on `stop()`.
 */
export async function startKube(options: KubeOptions): Promise<Kube> {
  const { world, collector } = makeWorld(options);
  const certificate = options.certificate ?? selfSigned(new Date());
  const { server, closeAll } = dualListener(kubeServer(world), certificate);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    ca: certificate.cert,
    compact: () => world.store.compact(),
    stop: () =>
      new Promise<void>((resolve) => {
        collector.stop();
        server.close(() => resolve());
        closeAll();
      }),
  };
}
