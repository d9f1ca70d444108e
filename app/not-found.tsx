import type { Metadata } from "next";
import { HomeLink } from "@/components/ui/home-link.tsx";
import { Notice } from "@/components/ui/notice.tsx";

export const metadata: Metadata = { title: "Not found" };

/** What is not there and what is not theirs to see look the same. */
export default function NotFound() {
  return (
    <Notice title="There is nothing here that you may see">
      <p>The migration does not exist, was deleted, or is in a namespace that you have no rights in.</p>
      <p className="text-mut">
        Reading takes the verb <code className="font-mono">get</code> on{" "}
        <code className="font-mono">migrations.crossfade.dev</code>, which the role{" "}
        <code className="font-mono">crossfade-viewer</code> gives.
      </p>
      <p>
        <HomeLink className="underline underline-offset-2">All migrations</HomeLink>
      </p>
    </Notice>
  );
}
