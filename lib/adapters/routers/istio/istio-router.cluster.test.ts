import { startRealWorld } from "../../kubernetes/testing/real-world.ts";
import { routerContract } from "../router-contract.ts";
import { istioTcp } from "./tcp-under-test.ts";

routerContract("Istio's tcp route on a real kube-apiserver", startRealWorld, istioTcp);
