import type { NewMigrationView } from "@/lib/view/new-migration.ts";
import { Icon } from "../ui/icon.tsx";

/** Why it cannot be created as things stand, and what to do. */
export function Refusal({ refusal }: { refusal: Extract<NewMigrationView, { state: "refused" }> }) {
  return (
    <>
      <h2 className="flex items-center gap-2 text-md">
        <span className="text-bad">
          <Icon name="alert" />
        </span>
        {refusal.title}
      </h2>
      <p>{refusal.help}</p>
      {refusal.command === undefined ? null : (
        <pre tabIndex={0} className="overflow-auto rounded-md bg-soft p-3 font-mono text-xs">
          {refusal.command}
        </pre>
      )}
    </>
  );
}
