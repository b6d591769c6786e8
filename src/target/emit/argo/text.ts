import type { Text } from '../../plan/deployment-plan.ts';

/**
 * Argo fills in what stands between double braces, and does so several times over one text, so that no escape of its own
 * lasts. A brace of the user that another one would follow is left to the kubelet instead, which comes last and puts the
 * value of a variable of the container in its place.
 */
export const BRACE = { name: 'SFLOW_BRACE', value: '{', reference: '$(SFLOW_BRACE)' } as const;

/** The kubelet has a sign of its own, which is written twice where it would otherwise begin a reference. */
const inside = /\$(?=[$(]|\{\{)|\{(?=\{)/g;
const beforeHole = /\$(?=[$(]|\{\{|\{?$)|\{(?=\{|$)/g;

const escaped = (text: string, isBeforeHole: boolean): string =>
  text.replaceAll(isBeforeHole ? beforeHole : inside, (sign) => (sign === '$' ? '$$' : BRACE.reference));

/** A text of a container with Argo's own tags in the place of its holes. */
export const argoText = (text: Text): string =>
  text.map((part, index) => (typeof part === 'string' ? escaped(part, index < text.length - 1) : tagOf(part))).join('');

function tagOf(part: Exclude<Text[number], string>): string {
  if ('run' in part) return '{{workflow.name}}';
  if ('status' in part) return '{{workflow.status}}';
  return 'input' in part ? `{{inputs.parameters.${part.input}}}` : `{{workflow.parameters.${part.parameter}}}`;
}

/** A text that Argo itself uses, such as a path: the kubelet never sees it, so its braces cannot be put off. */
export const plainText = (text: Text): string =>
  text.map((part) => (typeof part === 'string' ? part : tagOf(part))).join('');

/** Whether Argo would take something of the user's for the beginning of a tag. */
export const hasTag = (text: Text): boolean =>
  text.some(
    (part, index) =>
      typeof part === 'string' && (part.includes('{{') || (part.endsWith('{') && index < text.length - 1)),
  );
