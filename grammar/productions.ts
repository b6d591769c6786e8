import { type TokenType, vocabulary } from './tokens.ts';

/** What a rule is made of, as it was learnt by running it once without a text. */
export type Production =
  { readonly kind: 'token'; readonly type: TokenType } | { readonly kind: 'rule'; readonly rule: Rule } | Decision;

/** A place where the next token decides how a rule goes on. */
export interface Decision {
  readonly kind: 'choice' | 'option' | 'many' | 'some';
  /** Its number within the rule. */
  readonly slot: number;
  /** Of a choice all ways to go, of the others the one that may be left out. */
  readonly ways: readonly Way[];
}

export interface Way {
  readonly parts: readonly Production[];
  /** Whether it may begin like a way before it, which is then taken. */
  readonly isShadowed: boolean;
}

export interface Rule {
  readonly ruleName: string;
  definition: readonly Production[];
  /** For each decision, by the index of the next token's type: the number of the way to go, from 1; or 0. */
  decisions: Uint8Array[];
}

/**
 * Works out what each next token decides. Throws where the grammar is not sound: where a rule comes back to itself before
 * it takes a token, or two ways of one decision begin alike.
 */
export function decide(rules: readonly Rule[]): void {
  const first = new FirstTokens();
  for (const rule of rules) {
    first.ofRule(rule);
    for (const production of rule.definition) decideWithin(rule, production, first);
  }
}

function decideWithin(rule: Rule, production: Production, first: FirstTokens): void {
  if (production.kind === 'token' || production.kind === 'rule') return;
  const { kind, slot, ways } = production;
  const where = `the ${kind} ${String(slot)} of ${rule.ruleName}`;
  if (rule.decisions[slot]) throw new Error(`${where} is there twice`);
  const chosen = new Uint8Array(vocabulary.length);
  rule.decisions[slot] = chosen;
  for (const [index, { parts, isShadowed }] of ways.entries()) {
    const { types, isEmpty } = first.ofSequence(parts);
    if (isEmpty) throw new Error(`a way of ${where} may be empty`);
    for (const type of types) {
      const earlier = chosen[type.index];
      if (earlier === 0) chosen[type.index] = index + 1;
      else if (earlier !== index + 1 && !isShadowed) throw new Error(`two ways of ${where} begin with ${type.name}`);
    }
    for (const part of parts) decideWithin(rule, part, first);
  }
}

interface First {
  readonly types: ReadonlySet<TokenType>;
  /** Whether nothing at all may stand there. */
  readonly isEmpty: boolean;
}

/** The tokens with which something can begin. */
class FirstTokens {
  readonly #known = new Map<Rule, First | 'in work'>();

  ofSequence(parts: readonly Production[]): First {
    const types = new Set<TokenType>();
    for (const part of parts) {
      const first = this.#ofPart(part);
      first.types.forEach((type) => types.add(type));
      if (!first.isEmpty) return { types, isEmpty: false };
    }
    return { types, isEmpty: true };
  }

  #ofPart(part: Production): First {
    switch (part.kind) {
      case 'token':
        return { types: new Set([part.type, ...part.type.members]), isEmpty: false };
      case 'rule':
        return this.ofRule(part.rule);
      default: {
        const ways = part.ways.map(({ parts }) => this.ofSequence(parts));
        const isEmpty = part.kind === 'option' || part.kind === 'many' || ways.some((way) => way.isEmpty);
        return { types: new Set(ways.flatMap((way) => [...way.types])), isEmpty };
      }
    }
  }

  ofRule(rule: Rule): First {
    const known = this.#known.get(rule);
    if (known === 'in work') throw new Error(`the rule ${rule.ruleName} begins with itself`);
    if (known) return known;
    this.#known.set(rule, 'in work');
    const first = this.ofSequence(rule.definition);
    this.#known.set(rule, first);
    return first;
  }
}
