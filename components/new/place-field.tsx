/** Where the migration goes, for a plan that does not say so itself. */
export function PlaceField({
  name,
  label,
  value,
  onChange,
}: {
  name: "namespace" | "name";
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label className="grid content-start gap-1 text-sm font-semibold">
      {label}
      <input
        name={name}
        value={value}
        maxLength={63}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        onChange={(event) => onChange(event.target.value)}
        className="min-h-9 w-full rounded-lg border border-edge bg-panel px-3 font-mono font-normal"
      />
      <span className="text-xs font-normal text-mut">if the plan has none</span>
    </label>
  );
}
