import type { SkipBake } from "@/lib/view/control.ts";
import { Button } from "../ui/button.tsx";
import { CommandForm } from "./command-form.client.tsx";

/** The bake can be cut short, with an approval of somebody else and a reason. */
export function SkipBakeForm({ skip }: { skip: SkipBake }) {
  if (!skip.canApprove && !(skip.canSkip && skip.approved)) return null;
  return (
    <details className="text-sm">
      <summary className="text-mut">Cut the bake short</summary>
      {skip.approved ? (
        <CommandForm kind="skip-bake" off={!skip.canSkip} className="mt-2 grid gap-2">
          <label className="grid gap-1">
            Reason
            <textarea
              name="reason"
              required
              rows={2}
              className="rounded-md border border-edge bg-panel p-2"
            />
          </label>
          <Button type="submit" look="small">
            Skip the bake
          </Button>
        </CommandForm>
      ) : (
        <div className="mt-2 grid justify-items-start gap-2 text-mut">
          <p>It takes the approval “skip-bake” of somebody who did not enter this stage.</p>
          <CommandForm kind="approve" slot="approve-skip" extras={{ approval: "skip-bake" }}>
            <Button type="submit" look="small">
              Approve skipping the bake
            </Button>
          </CommandForm>
        </div>
      )}
    </details>
  );
}
