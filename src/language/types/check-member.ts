import type { Label } from '../../base/diagnostics/diagnostic.ts';
import { closest, didYouMean } from '../../base/diagnostics/suggest.ts';
import type { Member, VersionOf } from '../syntax/nodes.ts';
import { describeType, invalidTerm } from './coerce.ts';
import type { Check, Environment } from './environment.ts';
import { declarationOf } from './refer.ts';
import { declaredAt } from './reference.ts';
import type { Term } from './term.ts';
import { ModelVersion, Variant, fieldsOf } from './type.ts';

/** `version.name`, `load.images`, `inference.next` */
export function checkMember(check: Check, environment: Environment, node: Member): Term {
  const { text: name, span } = node.name;
  if (name === '') return invalidTerm(node.span);
  const ownerName = node.of.kind === 'reference' ? node.of.name.text : '';
  const owner = environment.locals.has(ownerName) ? undefined : environment.owners.get(ownerName);
  if (owner) {
    const member = owner.members.get(name);
    if (member) return { ...member, span: node.span, written: `${ownerName}.${name}` };
    reportField(environment, node, owner.description, [...owner.members.keys()]);
    return invalidTerm(node.span);
  }
  const of = check(environment, node.of);
  if (of.op === 'invalid' || of.type.kind === 'invalid') return invalidTerm(node.span);
  const fields = fieldsOf(of.type);
  const type = fields.get(name);
  if (!type) {
    const variants = variantsOf(environment, of);
    if (of.op === 'workflow' && variants.includes(name)) {
      return { ...of, variant: name, type: Variant, span: node.span };
    }
    reportField(environment, node, describeType(of.type), [...fields.keys(), ...variants]);
    return invalidTerm(span);
  }
  return {
    op: 'field',
    of,
    name,
    type: of.type.kind === 'optional' ? { kind: 'optional', of: type } : type,
    span: node.span,
  };
}

/** The canaries and the shadow of a workflow; a variant has none. */
function variantsOf({ declarations }: Environment, of: Term): readonly string[] {
  if (of.op !== 'workflow' || of.variant !== undefined) return [];
  const members = declarationOf(declarations.names, of.workflow)?.declaration.members ?? [];
  return members.flatMap((member) => (member.kind === 'variant' ? [member.name.text] : []));
}

function reportField(environment: Environment, node: Member, of: string, known: readonly string[]): void {
  const { text: field, span } = node.name;
  const meant = closest(field, known);
  environment.reporter.report(
    'unknown-field',
    span,
    { field, of },
    meant === undefined
      ? known.length > 0
        ? { help: `it has ${known.join(', ')}` }
        : {}
      : didYouMean(field, meant, span),
  );
}

/** Where what a term names is declared, if it names something. */
const declaredIn = (term: Term): readonly Label[] => {
  if (term.op === 'workflow') return declaredAt(term.workflow);
  if (term.op === 'endpoint') return declaredAt(term.endpoint);
  if (term.op === 'agent') return declaredAt(term.agent);
  return term.op === 'version' ? declaredAt(term.model) : [];
};

/** `mnist-cnn@production` */
export function checkVersion(check: Check, environment: Environment, node: VersionOf): Term {
  const of = check(environment, node.of);
  if (of.op === 'model') {
    if (of.model.at && !/^\d+$/.test(node.version.text)) {
      const help = `what ${node.version.text} is only a registry knows; write the number of the version, as in: ${of.model.name}@1`;
      environment.reporter.report(
        'no-registry',
        node.span,
        { name: of.model.name },
        { help, labels: declaredAt(of.model) },
      );
      return invalidTerm(node.span);
    }
    return { op: 'version', model: of.model, version: node.version.text, type: ModelVersion, span: node.span };
  }
  if (of.op === 'version' && of.model.at && of.version === '') {
    const { name } = of.model;
    const details = { fix: { span: node.span, text: name }, labels: declaredAt(of.model) };
    environment.reporter.report('one-version', node.span, { name }, details);
  } else if (of.op !== 'invalid')
    environment.reporter.report(
      'version-of-nothing',
      node.of.span,
      { found: describeType(of.type) },
      { labels: declaredIn(of) },
    );
  return invalidTerm(node.span);
}
