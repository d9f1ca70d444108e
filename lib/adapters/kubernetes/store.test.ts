import { startEmbeddedWorld } from "./testing/embedded-world.ts";
import { storeContract } from "./store-contract.ts";

storeContract("the store on the embedded API", startEmbeddedWorld);
