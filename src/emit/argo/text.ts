import type { Text } from '../../graph/plan.ts';

/** Argo fills in what stands between double braces, so those of the user are written as an expression that gives them. */
const escaped = (text: string): string => text.replaceAll('{{', "{{='{{'}}");

/** A text with Argo's own tags in the place of its holes. */
export const argoText = (text: Text): string =>
  text
    .map((part) => {
      if (typeof part === 'string') return escaped(part);
      return 'run' in part ? '{{workflow.name}}' : `{{workflow.parameters.${part.parameter}}}`;
    })
    .join('');
