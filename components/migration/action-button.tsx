import type { ReactNode } from "react";
import type { Action } from "@/lib/view/next-step.ts";
import { Button, type ButtonLook } from "../ui/button.tsx";
import { CommandForm } from "./command-form.client.tsx";

/** One command as one button. What cannot be done stays in reach of the keyboard and says why. */
export function ActionButton({
  action,
  look,
  children,
  className,
}: {
  action: Action;
  look: ButtonLook;
  /** More fields, before the button. */
  children?: ReactNode;
  className?: string;
}) {
  const off = action.why !== undefined;
  const whyId = `why-${action.kind}`;
  return (
    <CommandForm
      kind={action.kind}
      off={off}
      {...(action.to === undefined ? {} : { extras: { to: action.to } })}
      className={className ?? "flex flex-col"}
    >
      {children}
      <Button
        // Without JavaScript a submit is a submit: what cannot be used is no submit button then.
        type={off ? "button" : "submit"}
        look={look}
        off={off}
        data-key={action.key}
        className="peer flex-1"
        {...(off ? { "aria-describedby": whyId } : {})}
      >
        {action.label}
        {action.short === undefined || !off ? null : (
          <span aria-hidden="true" className="text-xs font-medium lg:hidden">
            {action.short}
          </span>
        )}
        {action.key === undefined || off ? null : (
          <kbd
            aria-hidden="true"
            className="hidden rounded border border-current px-1.5 font-mono text-xs font-normal opacity-60 lg:block print:hidden"
          >
            {action.key}
          </kbd>
        )}
      </Button>
      {off ? (
        <span
          id={whyId}
          className="sr-only text-xs font-normal text-mut group-data-asked:not-sr-only group-data-asked:mt-1 group-data-asked:block peer-focus-visible:not-sr-only peer-focus-visible:mt-1 peer-focus-visible:block"
        >
          {action.why}
        </span>
      ) : null}
    </CommandForm>
  );
}
