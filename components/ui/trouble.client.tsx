"use client";

import { Button } from "./button.tsx";
import { HomeLink } from "./home-link.tsx";
import { Notice } from "./notice.tsx";

/** The server could not make the page. Traffic goes on as it was; and kubectl needs nothing of ours. */
export function Trouble({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  return (
    <Notice title="This page could not be made">
      <p>
        Crossfade, or the Kubernetes API behind it, did not answer. Traffic stays as it is: weights live in
        the router, not here.
      </p>
      <p className="text-mut">
        To go back to blue without this page, set the weight of green to 0 with <code>kubectl edit</code> on
        the route that the plan names. Crossfade respects a weight that was lowered by hand.
      </p>
      {digest === undefined ? null : (
        <p className="text-sm text-mut">
          In the log: <code className="font-mono">{digest}</code>
        </p>
      )}
      <div className="flex gap-3">
        <Button type="button" look="small" onClick={onRetry}>
          Try again
        </Button>
        <HomeLink className="self-center underline underline-offset-2">All migrations</HomeLink>
      </div>
    </Notice>
  );
}
