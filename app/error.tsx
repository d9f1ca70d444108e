"use client";

import { Trouble } from "@/components/ui/trouble.client.tsx";

export default function ErrorPage({ error }: { error: Error & { digest?: string } }) {
  return <Trouble digest={error.digest} />;
}
