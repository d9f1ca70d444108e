import { startEmbeddedWorld } from "../../kubernetes/testing/embedded-world.ts";
import { routerContract } from "../router-contract.ts";
import { istioTcp } from "./tcp-under-test.ts";

routerContract("Istio's tcp route on the embedded API", startEmbeddedWorld, istioTcp);
