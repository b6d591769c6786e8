import type * as syntax from '../../syntax/nodes.ts';
import type { Owner } from '../../types/environment.ts';
import type { Term } from '../../types/term.ts';
import { checkLoops, itemsOf } from './check-header.ts';
import { checkFiles, type Files } from './check-outputs.ts';
import type { Checker } from '../checker.ts';
import type { Loop } from '../../model/model.ts';

export interface ExecutorSource {
  readonly declaration: syntax.Executor;
  readonly clauses: readonly syntax.ExecutorClause[];
}
export interface ExecutorArtifacts extends Files {
  readonly loops: readonly Loop[];
}

const UNKNOWN: ExecutorArtifacts = { outputs: new Map(), values: [], stored: [], inputs: [], loops: [] };

/**
 * What the executors of a workflow are repeated over and leave behind. A list may be an output of another executor, and the
 * place of an output may name the items, so each executor is checked when it is first asked for.
 */
export class WorkflowArtifacts {
  readonly #checker: Checker;
  readonly #file: syntax.File;
  readonly #locals: ReadonlyMap<string, Term>;
  readonly #steps: ReadonlyMap<string, ExecutorSource>;
  readonly #facts = new Map<string, ExecutorArtifacts>();
  /** The executors as owners of their outputs. */
  readonly owners: ReadonlyMap<string, Owner>;

  constructor(
    checker: Checker,
    file: syntax.File,
    locals: ReadonlyMap<string, Term>,
    steps: ReadonlyMap<string, ExecutorSource>,
  ) {
    this.#checker = checker;
    this.#file = file;
    this.#locals = locals;
    this.#steps = steps;
    const membersOf = (name: string): Owner['members'] => this.of(name).outputs;
    this.owners = new Map(
      [...steps.keys()].map((name) => [
        name,
        {
          description: `the executor ${name}`,
          get members() {
            return membersOf(name);
          },
        },
      ]),
    );
  }

  of(name: string): ExecutorArtifacts {
    const known = this.#facts.get(name);
    const step = this.#steps.get(name);
    if (known || !step) return known ?? UNKNOWN;
    // Executors that are repeated over each other's outputs wait for each other, which is reported as such.
    this.#facts.set(name, UNKNOWN);
    const { declaration, clauses } = step;
    const checker = this.#checker;
    const loops = checkLoops(checker, checker.environment(this.#file, this.#locals, this.owners), declaration);
    const inside = checker.environment(this.#file, new Map([...this.#locals, ...itemsOf(loops)]));
    const facts = { ...checkFiles(checker, inside, name, clauses, declaration.loops), loops };
    this.#facts.set(name, facts);
    return facts;
  }
}
