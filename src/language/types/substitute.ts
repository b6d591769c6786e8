import { mapParts, type Term, type Written } from './term.ts';

/** Puts arguments in the place of parameters, in what is computed and in how it is written. */
export function substitute(term: Term, locals: ReadonlyMap<string, Term>): Term {
  if (locals.size === 0) return term;
  // How a term is written shares parts with what it is: each of them is replaced once.
  const known = new Map<Term, Term>();
  const replaced = (part: Term): Term => {
    if (part.op === 'local') return locals.get(part.name) ?? part;
    const before = known.get(part);
    if (before) return before;
    const whole = mapParts(part, replaced);
    const { written } = whole;
    const now = typeof written === 'object' ? { ...whole, written: mapWritten(written, replaced) } : whole;
    known.set(part, now);
    return now;
  };
  return replaced(term);
}

function mapWritten(written: Exclude<Written, string>, replace: (part: Term) => Term): Written {
  if (written.form === 'call') {
    const given = written.arguments.map((argument) => ({ ...argument, value: replace(argument.value) }));
    return { ...written, arguments: given };
  }
  if (written.form === 'text') return written;
  return {
    ...written,
    of: replace(written.of),
    ...(written.form === 'window' && written.over ? { over: replace(written.over) } : {}),
  };
}
