import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { startRealApiServer } from "./real-apiserver.ts";
import { conformance } from "./testing/conformance.ts";

const assets = process.env["KUBEBUILDER_ASSETS"];

if (assets === undefined || assets === "") {
  describe("a real kube-apiserver", () => {
    it.skip("needs KUBEBUILDER_ASSETS: users with tokens of its own are made there only", () => undefined);
  });
} else {
  conformance("a real kube-apiserver", async () => {
    const real = await startRealApiServer({ assets, users: { bob: { name: "bob", groups: ["dev"] } } });
    const ca = readFileSync(real.caFile, "utf8");
    const access = (user: string) => ({ url: real.server, token: real.tokens[user] ?? "", ca });
    return { admin: access("admin"), bob: access("bob"), stop: real.stop };
  });
}
