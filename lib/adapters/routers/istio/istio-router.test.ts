import { startEmbeddedWorld } from "../../kubernetes/testing/embedded-world.ts";
import { routerContract } from "../router-contract.ts";
import { istioTcp } from "./tcp-under-test.ts";
import { istioHttp, istioTls } from "./tls-http-under-test.ts";

routerContract("Istio's tcp route on the embedded API", startEmbeddedWorld, istioTcp);
routerContract("Istio's tls route on the embedded API", startEmbeddedWorld, istioTls);
routerContract("Istio's http route on the embedded API", startEmbeddedWorld, istioHttp);
