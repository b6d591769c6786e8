import type { Reporter } from '../../base/diagnostics/diagnostic.ts';
import { LABEL_LENGTH } from '../../base/values/label.ts';
import type { Name } from '../syntax/nodes.ts';

/** A DNS-1035 label, the narrowest of the forms that Kubernetes asks for: Services and their hosts need it. */
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Names of what is deployed become names of Kubernetes objects as they stand; a form that it refuses is reported. */
export function checkName(reporter: Reporter, name: Name, what: string): void {
  const { text, span } = name;
  if (text === '' || (LABEL.test(text) && text.length <= LABEL_LENGTH)) return;
  if (text.length > LABEL_LENGTH) {
    reporter.report('bad-name', span, {
      name: text,
      what,
      reason: `it has ${String(text.length)} characters, and Kubernetes takes ${String(LABEL_LENGTH)}`,
    });
    return;
  }
  const mended = text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .replace(/-+$/, '');
  const reason = 'Kubernetes takes lower-case letters, digits and hyphens, a letter first';
  const details = LABEL.test(mended) ? { help: `write ${mended}`, fix: { span, text: mended } } : {};
  reporter.report('bad-name', span, { name: text, what, reason }, details);
}
