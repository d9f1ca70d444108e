"use client";

import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useState } from "react";

/** A sheet over the page: focus stays in it, Escape closes it, and it gives the focus back. */
export function Dialog({
  title,
  onClose,
  onCloseAutoFocus,
  children,
}: {
  title: string;
  onClose: () => void;
  /** For a sheet that leads elsewhere: where the focus goes is then its own business. */
  onCloseAutoFocus?: (event: Event) => void;
  children: ReactNode;
}) {
  // There is no trigger of Radix's own to go back to: it is where the focus was.
  const [before] = useState(() => document.activeElement);
  function giveBack(event: Event): void {
    onCloseAutoFocus?.(event);
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (before instanceof HTMLElement) before.focus();
  }
  return (
    <Primitive.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Primitive.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className="fixed top-1/2 left-1/2 z-50 max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-auto rounded-card border border-line bg-panel p-5 shadow-lg"
        >
          <Primitive.Title className="mb-3 text-lg font-semibold">{title}</Primitive.Title>
          {children}
          <Primitive.Close className="mt-4 min-h-9 rounded-lg border border-line bg-soft px-3 font-semibold hover:border-edge">
            Close
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
