/** Half blue, half green. */
export function Logo() {
  return (
    <span aria-hidden="true" className="side-fill flex size-[22px] overflow-hidden rounded-[5px]">
      <span className="flex-1 bg-blue" />
      <span className="flex-1 bg-green" />
    </span>
  );
}
