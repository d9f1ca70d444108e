import { startKube } from "./start.ts";
import { conformance } from "./testing/conformance.ts";

conformance("the embedded Kubernetes API", async () => {
  const kube = await startKube({
    tokens: [
      { token: "admin-token", user: "admin", groups: ["system:masters"] },
      { token: "bob-token", user: "bob", groups: ["dev"] },
    ],
  });
  return {
    admin: { url: kube.url, token: "admin-token" },
    bob: { url: kube.url, token: "bob-token" },
    stop: kube.stop,
  };
});
