/** The first name that cannot be kept beside the others: it is there twice, or is a file where another has its folder. null when all can. */
export function findClash(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  for (const name of names) {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
      if (seen.has(name.slice(0, at))) return name.slice(0, at);
    }
  }
  return null;
}
