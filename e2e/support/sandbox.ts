import type { Kube } from "./kube.ts";

export const MIGRATION = { namespace: "mqtt", name: "emqx-to-emqx-go" };

export type User = "viewer" | "operator" | "approver" | "approver2" | "admin" | "outsider";

/** `.crossfade/sandbox.json`, as the contract describes it. */
export type Sandbox = {
  dashboard: string;
  kubernetes: { server: string; kubeconfig: string };
  prometheus: string;
  faults: string;
  gateway: string;
  users: Record<User, string>;
  speed: number;
  pids: Record<string, number>;
};

export type World = {
  url: string;
  /** Read anew each time: the pid of the dashboard changes when it is restarted. */
  sandbox(): Sandbox;
  kube: Kube;
  setFaults(faults: object): Promise<void>;
  /** Everything that the demo has said so far. */
  output(): string;
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
