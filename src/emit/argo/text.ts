import type { Text } from '../../graph/plan.ts';

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

/** A text with Argo's own tags in the place of its holes. */
export const argoText = (text: Text): string =>
  text
    .map((part, index) => {
      if (typeof part === 'string') return escaped(part, index < text.length - 1);
      if ('run' in part) return '{{workflow.name}}';
      if ('status' in part) return '{{workflow.status}}';
      return 'input' in part ? `{{inputs.parameters.${part.input}}}` : `{{workflow.parameters.${part.parameter}}}`;
    })
    .join('');
