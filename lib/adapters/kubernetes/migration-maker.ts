import type { MakeOutcome, MigrationMaker } from "../../ports/migration-maker.ts";
import type { KubeFailure } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { kubePath, RESOURCES } from "./paths.ts";

/** Who asked for it: the object's own record says only that Crossfade wrote it. */
const CREATED_BY = "crossfade.dev/created-by";

/** `namespaces`: CROSSFADE_NAMESPACES; empty for all. */
export function makeMigrationMaker(deps: {
  client: KubeClient;
  namespaces: readonly string[];
}): MigrationMaker {
  return {
    async make({ namespace, name }, spec, by, { dryRun }) {
      if (deps.namespaces.length > 0 && !deps.namespaces.includes(namespace)) return { state: "unwatched" };
      const { group, version } = RESOURCES.migrations;
      const answer = await deps.client.request({
        method: "POST",
        path: kubePath(RESOURCES.migrations, { namespace }),
        query: {
          fieldManager: "crossfade-page",
          fieldValidation: "Strict",
          ...(dryRun ? { dryRun: "All" } : {}),
        },
        body: {
          apiVersion: `${group}/${version}`,
          kind: "Migration",
          metadata: { namespace, name, annotations: { [CREATED_BY]: by } },
          spec,
        },
      });
      return answer.state === "ok" ? { state: "made" } : refused(answer);
    },
  };
}

function refused({ state, why }: KubeFailure): MakeOutcome {
  switch (state) {
    case "exists":
      return { state: "taken" };
    // The collection is there in every namespace that is; without the CRD nothing of Crossfade works.
    case "not-found":
      return { state: "no-namespace" };
    case "forbidden":
    case "unauthorized":
      return { state: "forbidden", why };
    case "invalid":
      return { state: "invalid", why };
    case "conflict":
    case "expired":
    case "unknown":
      return { state: "unknown", why };
  }
}
