import type { SandboxFile } from "../../sandbox/world/sandbox-file.ts";
import type { Person } from "../../sandbox/world/users.ts";
import type { Kube } from "./kube.ts";

export const MIGRATION = { namespace: "mqtt", name: "emqx-to-emqx-go" };

export type User = Person;
export type Sandbox = SandboxFile;

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
