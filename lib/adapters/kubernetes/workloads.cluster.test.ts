import { afterAll } from "vitest";
import { accessContract } from "./access-contract.ts";
import { jobsContract } from "./jobs-contract.ts";
import { startRealWorld } from "./testing/real-world.ts";
import { workloadsContract } from "./workloads-contract.ts";

// One server for all three: it takes longer to start than they take.
let world: ReturnType<typeof startRealWorld> | undefined;
const shared = async () => {
  world ??= startRealWorld();
  return { ...(await world), stop: async () => {} };
};
afterAll(async () => (await world)?.stop());

workloadsContract("workloads on a real kube-apiserver", shared);
jobsContract("jobs on a real kube-apiserver", shared);
accessContract("reviews on a real kube-apiserver", shared);
