import { flags, type FlagValues, type ProcessName } from '../../contract/process/command.ts';

/** The flags of a process, each as `--name=value`; or what is wrong with them, as lines. */
export function flagsOf<P extends ProcessName>(
  process: P,
  given: readonly string[],
): { readonly values: FlagValues<P> } | { readonly wrong: readonly string[] } {
  const rules: Readonly<Record<string, 'once' | 'maybe' | 'often'>> = flags[process];
  const found = new Map<string, string[]>(Object.keys(rules).map((name) => [name, []]));
  const wrong: string[] = [];
  for (const word of given) {
    const [, name = '', value = ''] = /^--([a-z-]+)=(.*)$/s.exec(word) ?? [];
    const values = found.get(name);
    if (values) values.push(value);
    else
      wrong.push(
        name === '' ? `a flag is given as --NAME=VALUE, and this is none: ${word}` : `there is no flag --${name}`,
      );
  }
  for (const [name, values] of found) {
    if (rules[name] === 'once' && values.length === 0) wrong.push(`--${name} is missing`);
    if (rules[name] !== 'often' && values.length > 1) wrong.push(`--${name} is given more than once`);
  }
  if (wrong.length > 0) return { wrong };
  const entries = [...found].map(([name, values]) => [name, rules[name] === 'often' ? values : values[0]] as const);
  return { values: Object.fromEntries(entries) as FlagValues<P> };
}
