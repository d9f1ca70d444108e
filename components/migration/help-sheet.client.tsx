"use client";

import { Dialog } from "../ui/dialog.client.tsx";

const KEYS = [
  ["A", "to Start, Advance, Resume or Retry, whichever comes next"],
  ["H", "to Hold"],
  ["R", "to Roll back"],
  ["Enter", "presses the button that has the focus"],
  ["Ctrl K", "goes to a command, a section or another migration"],
  ["/", "to the search of a list"],
  ["J K", "to the next and the last row of a list"],
  ["?", "shows this sheet"],
];

export default function HelpSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {KEYS.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-edge px-1.5 font-mono text-sm">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-mut">A letter only moves the focus: nothing happens before Enter.</p>
    </Dialog>
  );
}
