import { accessContract } from "./access-contract.ts";
import { jobsContract } from "./jobs-contract.ts";
import { startRealWorld } from "./testing/real-world.ts";
import { workloadsContract } from "./workloads-contract.ts";

workloadsContract("workloads on a real kube-apiserver", startRealWorld);
jobsContract("jobs on a real kube-apiserver", startRealWorld);
accessContract("reviews on a real kube-apiserver", startRealWorld);
