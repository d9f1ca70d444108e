import { NewLink } from "./new-link.tsx";

/** Nothing to see is either nothing there, or nothing allowed. */
export function EmptyOverview() {
  return (
    <div className="card grid gap-3 p-6">
      <h2 className="text-lg">No migration yet</h2>
      <p>
        A migration is a resource that you write as YAML and keep in git. Paste one to see what is wrong with
        it and what it would do, and create it there:
      </p>
      <p>
        <NewLink />
      </p>
      <p>Or apply it from git, and it appears here:</p>
      <pre tabIndex={0} className="overflow-auto rounded-md bg-soft p-3 font-mono text-xs">
        kubectl apply -f migration.yaml
      </pre>
      <p className="text-mut">
        If there should be one already, you may not be allowed to see it. This says whether you are:
      </p>
      <pre tabIndex={0} className="overflow-auto rounded-md bg-soft p-3 font-mono text-xs">
        kubectl auth can-i get migrations.crossfade.dev --namespace NAMESPACE
      </pre>
    </div>
  );
}
