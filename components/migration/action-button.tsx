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
      {...(className === undefined ? {} : { className })}
    >
      {children}
      <Button
        // Without JavaScript a submit is a submit: what cannot be used is no submit button then.
        type={off ? "button" : "submit"}
        look={look}
        off={off}
        data-key={action.key}
        {...(off ? { "aria-describedby": whyId } : {})}
      >
        {action.label}
        {action.key === undefined ? null : (
          <kbd
            aria-hidden="true"
            className="hidden rounded border border-current px-1.5 font-mono text-xs font-normal opacity-60 lg:block print:hidden"
          >
            {action.key}
          </kbd>
        )}
      </Button>
      {off ? (
        <span id={whyId} className="sr-only">
          {action.why}
        </span>
      ) : null}
    </CommandForm>
  );
}
