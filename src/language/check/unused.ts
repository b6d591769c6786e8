import { Reporter, type Diagnostic, type Fix, type Label } from '../../base/diagnostics/diagnostic.ts';
import { describe, type Names, type Scope } from '../names/scope.ts';
import { usesIn } from '../names/uses.ts';
import type { AnyNode } from '../syntax/children.ts';
import type { Agent, Called, Declaration, File, Import, Name, Param, Parameter, Strategy } from '../syntax/nodes.ts';
import { sources } from '../types/sources.ts';
import { calledIn } from './strategy/receivers.ts';

/** What is known of the files that were read. */
export interface Extent {
  /** Paths of those that are looked at. */
  readonly entries: ReadonlySet<string>;
  /** Files beside them, which were not read, may import them. */
  readonly isPartial?: boolean;
}

/**
 * Names that nothing uses. Told of programs without mistakes, since a use that is misspelt is none. What a file declares may be there
 * for others: of that is told what stands beside an application, where all of its files were read.
 */
export function findUnused(
  files: readonly File[],
  names: Names,
  { entries, isPartial = false }: Extent,
): readonly Diagnostic[] {
  const reporter = new Reporter();
  const own = files.filter(({ path }) => !path.startsWith('std/'));
  const within = new Map(own.flatMap(({ declarations }) => declarations.map((each) => [each, usesIn(each)] as const)));
  const uses = new Map(own.map((file) => [file, union(file.declarations.map((each) => within.get(each) ?? none))]));
  const used = new Set<Declaration>();
  for (const [{ path }, texts] of uses) {
    const symbols = names.scopes.get(path)?.symbols;
    for (const text of texts) {
      const symbol = symbols?.get(text);
      if (symbol) used.add(symbol.declaration);
    }
  }
  const received = receivedIn(own);
  for (const [file, texts] of uses) {
    if (!entries.has(file.path)) continue;
    const scope = names.scopes.get(file.path);
    if (scope) for (const each of file.imports) visitImport(scope, each, texts, reporter);
    const isApplication = file.declarations.some(({ kind }) => kind === 'application');
    for (const declaration of file.declarations) {
      if (isApplication && !isPartial && !used.has(declaration)) visitDeclaration(declaration, reporter);
      visitParameters(declaration, within.get(declaration) ?? none, reporter);
      if (declaration.kind === 'agent') {
        const template = scope?.symbols.get(declaration.template?.text ?? '')?.declaration;
        visitAgent(declaration, template, received, reporter);
      }
    }
  }
  return reporter.diagnostics;
}

const none: ReadonlySet<string> = new Set();

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const set of sets) for (const text of set) all.add(text);
  return all;
}

/** A platform that is imported can be chosen by `--platform`, be it named or not. */
function visitImport({ file, symbols }: Scope, node: Import, uses: ReadonlySet<string>, reporter: Reporter): void {
  const unused = node.names.filter(({ text }) => !uses.has(text) && symbols.get(text)?.declaration.kind !== 'platform');
  const [first] = unused;
  if (!first) return;
  const labels = unused.slice(1).map(({ span, text }): Label => ({ span, text: `nor is ${text}` }));
  const fix = unused.length === node.names.length ? withoutImport(file, node) : withoutNames(file, node, unused);
  reporter.report('unused-import', first.span, { names: unused.map(({ text }) => text) }, { labels, fix });
}

/** What stands before an import ends its line; where nothing does, what comes next begins the file. */
function withoutImport({ tokens, declarations }: File, { span }: Import): Fix {
  const before = tokens.findLast(({ end }) => end <= span.start);
  const next = tokens.find(({ start }) => start >= span.end)?.start ?? declarations[0]?.span.start ?? span.end;
  const place = before ? { start: before.end, end: span.end } : { start: span.start, end: next };
  return { span: { path: span.path, ...place }, text: '' };
}

/** A comment in between would be lost. */
function withoutNames({ tokens }: File, { span, names }: Import, unused: readonly Name[]): Fix {
  const { path } = span;
  const [start, end] = [names[0]?.span.start ?? span.start, names.at(-1)?.span.end ?? span.end];
  const kept = names.filter((name) => !unused.includes(name)).map(({ text }) => text);
  const fix: Fix = { span: { path, start, end }, text: kept.join(', ') };
  const hasComment = tokens.some((token) => token.kind === 'comment' && token.start > start && token.end < end);
  return hasComment ? { ...fix, unsure: true } : fix;
}

/** What has no effect by itself. What an endpoint answers is its interface, whoever asks; a model is in the registry, as a platform is. */
function visitDeclaration(declaration: Declaration, reporter: Reporter): void {
  switch (declaration.kind) {
    case 'sensor':
      if (isCustom(declaration)) return;
      break;
    case 'param':
    case 'strategy':
    case 'template':
      break;
    default:
      return;
  }
  report(declaration.name, describe(declaration), reporter);
}

const isCustom = (node: AnyNode): boolean =>
  'source' in node && sources.get((node.source as Name | undefined)?.text ?? '')?.custom === true;

/** Parameters that are named nowhere in what has them. The arguments of a custom sensor go to its endpoint. */
function visitParameters(node: Declaration, uses: ReadonlySet<string>, reporter: Reporter): void {
  for (const { name } of parametersOf(node)) if (!uses.has(name.text)) report(name, 'parameter', reporter);
}

function parametersOf(node: Declaration): readonly (Parameter | Param)[] {
  switch (node.kind) {
    case 'workflow':
      return node.members.filter((member) => member.kind === 'param');
    case 'strategy':
    case 'template':
      return node.parameters ?? [];
    case 'sensor':
      return isCustom(node) ? [] : node.parameters;
    default:
      return [];
  }
}

/** What an agent remembers and never asks for; what it is called with. */
function visitAgent(agent: Agent, template: Declaration | undefined, received: Received, reporter: Reporter): void {
  const states = agent.members.filter((member) => member.kind === 'state');
  if (states.length > 0) {
    // The strategies of its template know its state, too.
    const uses = usesIn(template ? [...agent.members, template] : agent.members);
    for (const { name } of states) if (!uses.has(name.text)) report(name, 'state', reporter);
  }
  for (const { called } of callsIn(agent)) {
    const uses = received.get(called.name.text);
    // What is counted is its coming, whatever it brings.
    if (uses?.has(called.name.text) === true) continue;
    for (const { name } of called.parameters) if (uses?.has(name.text) !== true) report(name, 'parameter', reporter);
  }
}

/** By the name of each call, the names that are used where it is answered: several strategies may answer one. */
type Received = ReadonlyMap<string, ReadonlySet<string>>;

function receivedIn(files: readonly File[]): Received {
  const received = new Map<string, Set<string>>();
  for (const declaration of files.flatMap(({ declarations }) => declarations))
    for (const { called, strategy } of callsIn(declaration)) {
      const known = received.get(called.name.text) ?? new Set();
      for (const text of usesIn(strategy)) known.add(text);
      received.set(called.name.text, known);
    }
  return received;
}

function callsIn(node: Declaration): readonly { readonly called: Called; readonly strategy: Strategy }[] {
  if (node.kind === 'strategy') return [...calledIn(node.trigger)].map((called) => ({ called, strategy: node }));
  if (node.kind !== 'agent' && node.kind !== 'template') return [];
  return node.members.flatMap((member) => (member.kind === 'strategy' ? callsIn(member) : []));
}

function report({ span, text }: Name, what: string, reporter: Reporter): void {
  reporter.report('unused-declaration', span, { name: text, what });
}
