import type { ReactNode } from "react";
import { Logo } from "./logo.tsx";

/** A page that says why there is nothing else on it, and where to go. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-xl content-center gap-4 p-4">
      <Logo />
      <h1 className="text-xl">{title}</h1>
      {children}
    </main>
  );
}
