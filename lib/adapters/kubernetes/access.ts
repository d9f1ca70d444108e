import { z } from "zod";
import type { AccessReviewer } from "../../ports/access-reviewer.ts";
import { KubeError } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import { kubePath, RESOURCES } from "./paths.ts";

const accessReview = z.looseObject({
  status: z.looseObject({ allowed: z.boolean(), denied: z.boolean().optional() }),
});
const tokenReview = z.looseObject({
  status: z.looseObject({
    authenticated: z.boolean().default(false),
    user: z
      .looseObject({ username: z.string().default(""), groups: z.array(z.string()).nullish() })
      .optional(),
  }),
});

/** Asks Kubernetes who somebody is and what they may do. Throws `KubeError` when it does not say. */
export function makeAccessReviewer({ client }: { client: KubeClient }): AccessReviewer {
  return {
    async may(actor, verb, { namespace, name }) {
      const answer = await client.request({
        method: "POST",
        path: kubePath(RESOURCES.subjectAccessReviews),
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SubjectAccessReview",
          spec: {
            user: actor.name,
            groups: actor.groups,
            resourceAttributes: {
              group: RESOURCES.migrations.group,
              resource: RESOURCES.migrations.plural,
              verb,
              namespace,
              ...(name === undefined ? {} : { name }),
            },
          },
        },
      });
      if (answer.state !== "ok") throw new KubeError(answer);
      const { allowed, denied } = accessReview.parse(answer.body).status;
      return allowed && denied !== true;
    },

    async whoIs(token) {
      const answer = await client.request({
        method: "POST",
        path: kubePath(RESOURCES.tokenReviews),
        body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } },
      });
      if (answer.state !== "ok") throw new KubeError(answer);
      const { authenticated, user } = tokenReview.parse(answer.body).status;
      if (!authenticated || user === undefined || user.username === "") return undefined;
      return { name: user.username, groups: user.groups ?? [] };
    },
  };
}
