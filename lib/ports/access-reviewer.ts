import type { Actor, Right } from "../core/access/access.ts";

/** SubjectAccessReview and TokenReview. */
export interface AccessReviewer {
  /** Throws when the API server does not answer: unknown is never yes. */
  may(actor: Actor, verb: Right, target: { namespace: string; name?: string }): Promise<boolean>;
  /** `undefined` when it is not a token of this cluster. The token is never stored. */
  whoIs(token: string): Promise<Actor | undefined>;
}
