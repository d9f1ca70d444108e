import { accessContract } from "./access-contract.ts";
import { jobsContract } from "./jobs-contract.ts";
import { startEmbeddedWorld } from "./testing/embedded-world.ts";
import { workloadsContract } from "./workloads-contract.ts";

workloadsContract("workloads on the embedded API", startEmbeddedWorld);
jobsContract("jobs on the embedded API", startEmbeddedWorld);
accessContract("reviews on the embedded API", async () => ({
  ...(await startEmbeddedWorld()),
  adminToken: "admin-token",
}));
