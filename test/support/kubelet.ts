import { BRACE } from '../../src/target/emit/argo/text.ts';

/** As `Expand` of the kubelet does it (k8s.io/kubernetes/third_party/forked/golang/expansion). */
export const asKubeletGives = (text: string): string =>
  text.replaceAll(/\$(?:(\$)|\(([^)]*)\))/g, (reference, dollar?: string, name?: string) => {
    if (dollar !== undefined) return '$';
    return name === BRACE.name ? BRACE.value : reference;
  });
