"use client";

import { Button } from "../ui/button.tsx";

export function PrintButton() {
  return (
    <Button type="button" look="small" onClick={() => window.print()}>
      Print
    </Button>
  );
}
