import { leaseContract } from "./lease-contract.ts";
import { startRealWorld } from "./testing/real-world.ts";

leaseContract("leadership on a real kube-apiserver", startRealWorld);
