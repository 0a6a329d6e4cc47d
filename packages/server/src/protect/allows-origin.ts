/** Whether an origin is one of those allowed, of which `http://localhost:*` stands for any port. */
export function allowsOrigin(allowed: readonly string[], origin: string): boolean {
  if (allowed.includes(origin)) return true;
  // Browsers leave out the scheme's own port.
  const [, name] = /^(https?:\/\/(?:\[[^\]]*\]|[^:]*))(?::\d+)?$/.exec(origin) ?? [];
  return name !== undefined && allowed.includes(`${name}:*`);
}
