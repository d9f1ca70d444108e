import type { ReactNode } from "react";
import type { HeaderView } from "@/lib/view/header.ts";
import { Chip } from "../ui/chip.tsx";
import { HomeLink } from "../ui/home-link.tsx";
import { Logo } from "../ui/logo.tsx";
import { SignedIn } from "../ui/signed-in.tsx";

export function Header({ header, user, live }: { header: HeaderView; user: string; live: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-panel print:static">
      <div className="mx-auto flex max-w-[87rem] flex-wrap items-center gap-x-2.5 gap-y-1 px-3 sm:gap-x-4 py-2 sm:px-6">
        <HomeLink className="no-print -m-1 p-1" label="All migrations">
          <Logo />
        </HomeLink>
        <h1 className="min-w-0 flex-1 text-base text-wrap sm:flex-none sm:text-lg">{header.title}</h1>
        <span className="hidden font-mono text-xs text-mut lg:inline">
          {header.namespace}/{header.name}
        </span>
        <Chip chip={header.chip} />
        <span className="hidden flex-1 sm:block" />
        <span className="flex basis-full items-center justify-end gap-3 sm:basis-auto">{live}</span>
        <SignedIn user={user} className="no-print hidden sm:flex" />
      </div>
    </header>
  );
}
