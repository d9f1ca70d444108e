import { Button } from "../ui/button.tsx";
import { CommandForm } from "./command-form.client.tsx";

/** Blue is not ready: going back is refused unless somebody says why it must be. */
export function ForceRollback() {
  return (
    <details className="rounded-lg border border-line px-3 py-2 text-sm" open>
      <summary className="font-semibold text-bad">Blue is not ready. Roll back all the same?</summary>
      <CommandForm kind="rollback" slot="force" extras={{ force: true }} className="mt-2 grid gap-2">
        <label className="grid gap-1">
          Why it has to be
          <textarea name="reason" required rows={2} className="rounded-md border border-edge bg-panel p-2" />
        </label>
        <Button type="submit" look="danger">
          Roll back anyway
        </Button>
      </CommandForm>
    </details>
  );
}
