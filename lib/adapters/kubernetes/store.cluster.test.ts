import { startRealWorld } from "./testing/real-world.ts";
import { storeContract } from "./store-contract.ts";

storeContract("the store on a real kube-apiserver", startRealWorld);
